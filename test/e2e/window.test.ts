import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { projectRoot } from '../../electron/launch/project-root.ts'
import { createDemoHost, type DemoHost, type DemoOptions } from '../../renderer/demo/demo-host.ts'
import { describeEndToEnd, launchBrowser } from '../ground/e2e-ground.ts'
import { startPreview } from '../ground/renderer-preview.ts'

const CSV = 'address,label\nbc1qfirst,First\nbc1qsecond,Second'

describeEndToEnd('the window over a scripted host', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  /** `before` comes before the host's own answer, `opening` before there are rows. */
  async function open(
    options: DemoOptions = {},
    before: (name: string, input: unknown) => Promise<void> = async () => undefined,
    opening: (page: Page) => Promise<void> = async () => undefined,
  ): Promise<{ readonly page: Page; readonly host: DemoHost; readonly inputs: Map<string, unknown> }> {
    const demo = createDemoHost({ ...options, view: { language: 'en', ...options.view } })
    const inputs = new Map<string, unknown>()
    const host: DemoHost = {
      ...demo,
      async call(name, input) {
        inputs.set(name, input)
        await before(name, input)
        return demo.call(name, input)
      },
    }
    const preview = await startPreview(join(projectRoot, 'dist', 'renderer'), host)
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    onTestFinished(async () => {
      await context.close()
      await preview.close()
    })
    const page = await context.newPage()
    await page.goto(preview.url)
    await opening(page)
    await page.locator('tr[data-watch]').first().waitFor()
    return { page, host, inputs }
  }

  it('holds no figure of what is picked while amounts are hidden', async () => {
    const { page } = await open({ view: { hideAmounts: true } })
    await page.locator('tr[data-watch]').nth(0).click()
    await page
      .locator('tr[data-watch]')
      .nth(1)
      .click({ modifiers: ['ControlOrMeta'] })
    await page.locator('[data-sum]').waitFor()
    expect(await page.locator('[data-sum]').getAttribute('data-sum')).toBe('hidden')
    expect(await page.locator('[data-sats]').count()).toBe(0)
  })

  it('never shows the sum of what was picked before beside what is picked now', async () => {
    let sums = 0
    const { page } = await open({}, async (name) => {
      if (name === 'portfolio.sum' && ++sums > 1) await new Promise(() => undefined)
    })
    const row = (place: number) => page.locator('tr[data-watch]').nth(place)
    await row(1).click()
    await row(2).click({ modifiers: ['Shift'] })
    await page.locator('[data-sum]').waitFor()
    await row(0).click({ modifiers: ['Shift'] })
    await expect.poll(() => row(0).getAttribute('aria-selected')).toBe('true')
    await expect.poll(() => sums).toBe(2)
    expect(await page.locator('[data-sum]').count()).toBe(0)
  })

  it('opens with what was pressed while the host was still counting', async () => {
    const { promise: counted, resolve: count } = Promise.withResolvers<void>()
    const { page } = await open(
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
    const { page } = await open()
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
    const { page } = await open()
    await page.locator('tr[data-watch]').first().click()
    const note = page.getByRole('region', { name: 'Note' }).locator('button.label-edit')
    await note.click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => note.evaluate((button) => button === document.activeElement)).toBe(true)
  })

  it('leaves nothing out by its old place when the columns of a table are read in another way', async () => {
    const { page, inputs } = await open()
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
    const { page } = await open({}, async (name) => {
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

  it('shows no figure of another moment below the name of the one that was asked for', async () => {
    let moments = 0
    const { page } = await open({}, async (name, input) => {
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
    await page.getByText('As of block 600,000').waitFor()
    await expect.poll(() => moments).toBe(1)
    expect(await page.locator('tr[data-past]').count()).toBe(0)
  })

  it('looks among the archived entries too when the journal is filtered, and says when that failed', async () => {
    const { page, host, inputs } = await open()
    host.update((state) => ({
      ...state,
      rows: state.rows.map((row, index) =>
        index === 0 ? { ...row, watch: { ...row.watch, archived: true } } : row,
      ),
    }))
    await page.locator('body').press('Alt+2')
    await page.getByLabel('Entry or portfolio').fill('Vault')
    await expect
      .poll(() => JSON.stringify(inputs.get('journal.list')))
      .toContain('"kind":"watches","watchIds":[1]')
    host.failNext({ code: 'internal', message: 'It broke.' })
    await page.getByLabel('Entry or portfolio').fill('Hardware')
    await page.getByText('It broke.').waitFor()
  })
})
