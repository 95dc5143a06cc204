import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inWords } from '../fakes/in-words.ts'
import { describeEndToEnd, launchBrowser } from '../ground/e2e-ground.ts'
import { openWindow } from '../ground/open-window.ts'

const CSV = 'address,label\nbc1qfirst,First\nbc1qsecond,Second'

describeEndToEnd('the window over a scripted host', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  it('puts a server where it is dragged to, and asks nobody in that order before it is saved', async () => {
    const { page, inputs } = await openWindow(browser)
    await page.locator('body').press('Alt+3')
    const cards = page.getByRole('list', { name: 'Providers' }).locator('> li')
    const names = () =>
      cards.locator('fieldset[aria-label]').evaluateAll((all) => all.map((one) => one.ariaLabel))
    await cards.nth(1).waitFor()
    const before = await names()
    await cards.nth(1).locator('.grip').dragTo(cards.nth(0))
    await expect.poll(names).toEqual(before.toReversed())
    await page.getByText('Not saved yet.').first().waitFor()
    expect(inputs.has('settings.setProviders')).toBe(false)
  })

  it('opens with what was pressed while the host was still counting', async () => {
    const { promise: counted, resolve: count } = Promise.withResolvers<void>()
    const { page } = await openWindow(
      browser,
      {},
      async (name) => (name === 'app.snapshot' ? counted : undefined),
      async (opening) => {
        await opening.getByRole('status').first().waitFor()
        await opening.keyboard.press('Control+n')
        expect(await opening.locator('.window').count()).toBe(0)
        count()
      },
    )
    await page.getByRole('dialog').getByLabel('Addresses, keys, descriptors').waitFor()
  })

  it('leaves the focus where the person went while a label was edited, and gives it back after Enter', async () => {
    const { page } = await openWindow(browser)
    await page.locator('tr[data-watch]').first().click()
    const label = page.getByRole('complementary').locator('button.label-edit').first()
    await label.click()
    await page.locator('#filter').click()
    await page.waitForTimeout(100) // two frames: what is given back is given back by then
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('filter')
    await label.click()
    await page.keyboard.press('Enter')
    await expect.poll(() => label.evaluate((button) => button === document.activeElement)).toBe(true)
  })

  it('gives the focus back to the note when its form closes', async () => {
    const { page } = await openWindow(browser)
    await page.locator('tr[data-watch]').first().click()
    const note = page.getByRole('region', { name: 'Note' }).locator('button.label-edit')
    await note.click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => note.evaluate((button) => button === document.activeElement)).toBe(true)
  })

  it('leaves nothing out by its old place when the columns of a table are read in another way', async () => {
    const { page, inputs } = await openWindow(browser)
    await page.getByRole('navigation').getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByLabel('Or paste its text').fill(CSV)
    await page.getByRole('button', { name: 'Look at it' }).click()
    const first = page.locator('.import-entries input[type=checkbox]:enabled').first()
    await first.uncheck()
    await page.locator('details.columns').evaluate((details) => details.setAttribute('open', ''))
    await page.getByLabel('The first row holds names').click()
    await expect.poll(() => first.isChecked()).toBe(true)
    await page.getByRole('button', { name: /^Add \d/ }).click()
    await expect.poll(() => inputs.get('imports.apply')).toBeDefined()
    expect(inputs.get('imports.apply')).not.toHaveProperty('without')
  })

  it('saves no statement of the days before under the name of the days that are typed now', async () => {
    let go = (): void => undefined
    const held = new Promise<void>((resolve) => (go = resolve))
    let asked = 0
    const { page } = await openWindow(browser, {}, async (name) => {
      if (name === 'statement.make' && ++asked === 1) await held
    })
    await page.getByRole('navigation').getByRole('button', { name: 'Statement', exact: true }).click()
    await page.getByRole('button', { name: 'Preview' }).click()
    await expect.poll(() => asked).toBe(1)
    await page.getByLabel('First day').fill('2024-05-01')
    go()
    await expect
      .poll(() => page.getByRole('button', { name: 'Preview' }).getAttribute('aria-disabled'))
      .not.toBe('true')
    expect(await page.getByRole('region', { name: 'Preview' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Save the file' }).click()
    await expect.poll(() => asked).toBe(2)
  })

  it('stays where a part of it cannot be fetched, says so in its place, and fetches it at a press', async () => {
    const cut = Promise.withResolvers<void>()
    const { page } = await openWindow(
      browser,
      {},
      () => cut.promise,
      async (opened) => {
        await opened.route(/activity-page/, (route) => route.abort())
        cut.resolve()
      },
    )
    await page.locator('body').press('Alt+2')
    await page.getByText('There is no connection to Tidemark.').waitFor()
    expect(await page.getByRole('navigation').count()).toBeGreaterThan(0)
    await page.unroute(/activity-page/)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('tab', { name: 'Journal' }).waitFor()
  })

  it('shows no figure of another moment below the name of the one that was asked for', async () => {
    let moments = 0
    const { page } = await openWindow(browser, {}, async (name, input) => {
      const { height, limit } = input as { height?: number; limit?: number }
      if (name === 'moment.read' && height === 600_000 && limit !== 1) {
        moments += 1
        await new Promise(() => undefined)
      }
    })
    const go = async (height: string): Promise<void> => {
      await page.getByLabel('Block height').check()
      await page.getByLabel(/^Height/).fill(height)
      await page.keyboard.press('Enter')
    }
    await page.getByRole('navigation').getByRole('button', { name: 'Time machine', exact: true }).click()
    await go('500000')
    await page.locator('tr[data-past]').first().waitFor()
    await page.getByRole('button', { name: 'Another moment' }).click()
    await go('600000')
    await page.getByText('As of block 600,000').first().waitFor()
    await expect.poll(() => moments).toBe(1)
    expect(await page.locator('tr[data-past]').count()).toBe(0)
  })

  it('looks among the archived entries too when the journal is filtered, and says when that failed', async () => {
    const { page, host, inputs } = await openWindow(browser)
    host.update((state) => ({
      ...state,
      rows: state.rows.map((row, index) =>
        index === 0 ? { ...row, watch: { ...row.watch, archived: true } } : row,
      ),
    }))
    await page.locator('body').press('Alt+2')
    await page.getByRole('tab', { name: 'Journal' }).click()
    await page.getByLabel('Entry or portfolio').fill('Vault')
    await expect
      .poll(() => JSON.stringify(inputs.get('journal.list')))
      .toContain('"kind":"watches","watchIds":[1]')
    host.failNext({ code: 'internal', said: inWords('It broke.') })
    await page.getByLabel('Entry or portfolio').fill('Hardware')
    await page.getByText('It broke.').waitFor()
  })

  it('lets more be asked about an added key only after a yes to that very key, kind and group', async () => {
    const sent: unknown[] = []
    const { page, host } = await openWindow(browser)
    const answer = host.call
    const options = ['p2pkh', 'p2wpkh'].map((scriptType) => ({ scriptType, descriptor: '', addresses: [] }))
    Object.assign(host, {
      call: async (name: string, input: { readonly scriptType?: string; readonly widen?: boolean }) => {
        if (name !== 'portfolio.add') return answer(name, input)
        sent.push([input.scriptType ?? 'text', input.widen ?? false])
        const kindMissing = input.widen === true && input.scriptType === undefined
        if (kindMissing)
          return {
            ok: true,
            value: { added: [], already: [], refused: [], choices: [{ line: 1, text: 'key', options }] },
          }
        return { ok: false, error: { code: 'forbidden', message: 'More may be asked.', retryable: false } }
      },
    })
    await page.keyboard.press('Control+n')
    await page.getByLabel('Addresses, keys, descriptors').fill('key')
    const red = page.locator('.modal button.danger[type=submit][aria-disabled=false]')
    const main = page.locator('.modal button.main[type=submit][aria-disabled=false]')
    const kind = (at: number) => page.locator('.key-option button').nth(at)
    await main.click()
    await red.click()
    await kind(0).click()
    await red.waitFor()
    await kind(1).click()
    await expect.poll(() => sent.length).toBe(4)
    await red.waitFor()
    await page.locator('.modal').getByLabel('Group').fill('elsewhere')
    await main.waitFor()
    await page.locator('.modal').getByLabel('Group').fill('')
    await red.click()
    await expect
      .poll(() => sent)
      .toEqual([
        ['text', false],
        ['text', true],
        ['p2pkh', false],
        ['p2wpkh', false],
        ['p2wpkh', true],
      ])
  })

  it('holds what the menu asks for until the open dialog is closed, and loses nothing that was typed there', async () => {
    const { page, emit } = await openWindow(browser)
    await page.keyboard.press('Control+n')
    const lines = page.getByLabel('Addresses, keys, descriptors')
    await lines.fill('half typed')
    emit('menu.chosen', { target: 'import' })
    emit('menu.chosen', { target: 'import' })
    emit('menu.chosen', { target: 'add' })
    await page.getByText('It opens when this dialog is closed.').first().waitFor()
    expect(await lines.inputValue()).toBe('half typed')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').getByLabel('Or paste its text').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('.modal[role=dialog]').count()).toBe(0)
  })

  it('holds a bitcoin link until the open dialog is closed, and the next until that one is', async () => {
    const links = ['First', 'Second'].map((label) => ({
      kind: 'link',
      addresses: ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
      amount: null,
      label,
      message: null,
      others: [],
    }))
    const { page, host, emit } = await openWindow(browser)
    const answer = host.call
    Object.assign(host, {
      call: async (name: string, input: unknown) =>
        name === 'link.take' ? { ok: true, value: links.shift() ?? null } : answer(name, input),
    })
    await page.keyboard.press('Control+n')
    const lines = page.getByLabel('Addresses, keys, descriptors')
    await lines.fill('half typed')
    emit('link.opened', {})
    await page.getByText('It opens when this dialog is closed.').first().waitFor()
    expect(await lines.inputValue()).toBe('half typed')
    await page.keyboard.press('Escape')
    const name = page.getByRole('dialog', { name: 'A bitcoin link' }).getByLabel('Name')
    await expect.poll(() => name.inputValue()).toBe('First')
    await name.fill('My own name')
    emit('link.opened', {})
    await expect.poll(() => links.length).toBe(0)
    expect(await name.inputValue()).toBe('My own name')
    await page.keyboard.press('Escape')
    await expect.poll(() => name.inputValue()).toBe('Second')
  })

  it('shows the keys where a box to tick has the focus, for nothing is typed into one', async () => {
    const { page } = await openWindow(browser)
    await page.keyboard.press('Control+,')
    const box = page.locator('main input[type=checkbox]:enabled').first()
    await box.focus()
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('main input[type=text], main input[type=number]').first().focus()
    await page.keyboard.press('?')
    expect(await page.getByRole('dialog').count()).toBe(0)
  })
})
