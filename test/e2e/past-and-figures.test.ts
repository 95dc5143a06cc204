import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { projectRoot } from '../../electron/launch/project-root.ts'
import { createDemoHost, type DemoHost, type DemoOptions } from '../../renderer/demo/demo-host.ts'
import type { UpdateProgress } from '../../shared/ipc/updates.ts'
import { say } from '../../shared/said.ts'
import { parseInstant } from '../../shared/zoned-time.ts'
import { describeEndToEnd, launchBrowser } from '../ground/e2e-ground.ts'
import { startPreview } from '../ground/renderer-preview.ts'

/** Some months ago, in the middle of what the made-up portfolio knows. */
const DAY = new Date(Date.now() - 130 * 86_400_000).toISOString().slice(0, 10)
const DAY_TEXT = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' }).format(
  Date.parse(DAY),
)
const ADDRESS = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'

interface Asked {
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
}

describeEndToEnd('what the window tells of the past, of prices and of links', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  /** `instead` answers what it knows. */
  async function open(options: DemoOptions = {}, instead: (name: string) => unknown = () => undefined) {
    const demo = createDemoHost({ ...options, view: { language: 'en', ...options.view } })
    const asked: Asked[] = []
    const host: DemoHost = {
      ...demo,
      async call(name, input) {
        asked.push({ name, input: input as Asked['input'] })
        const value = await instead(name)
        return value === undefined ? demo.call(name, input) : { ok: true, value }
      },
    }
    const preview = await startPreview(join(projectRoot, 'dist', 'renderer'), host)
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      timezoneId: 'America/New_York',
    })
    onTestFinished(async () => {
      await context.close()
      await preview.close()
    })
    const page = await context.newPage()
    await page.goto(preview.url)
    await page.locator('tr[data-watch]').first().waitFor()
    return { page, host, asked }
  }

  const lastOf = (asked: readonly Asked[], wanted: string) =>
    asked.findLast(({ name }) => name === wanted)?.input

  async function goBack(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Time machine' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Day').fill(DAY)
    await dialog.getByLabel('Time zone').fill('Europe/Berlin')
    await dialog.getByRole('button', { name: 'Show that moment' }).click()
    await page.locator('tr[data-past]').first().waitFor()
  }

  it('end with the chart, its table and the list of transactions at the moment that is shown', async () => {
    const { page, asked } = await open()
    await goBack(page)
    const end = parseInstant(`${DAY}T23:59:59`, 'Europe/Berlin', 'last')
    const pane = page.locator('[data-pane=detail]')
    const { height } = lastOf(asked, 'moment.read') as { height: number }
    const title = `Balance, the year up to ${DAY_TEXT}`
    for (const of of [{ kind: 'all' }, { kind: 'watches', watchIds: [1] }]) {
      if (of.kind === 'watches') await page.locator('tr[data-past]').first().click()
      const chart = pane.getByRole('region', { name: title })
      await chart.getByRole('slider').waitFor()
      await expect
        .poll(() => asked.findLast(({ name, input }) => name === 'series.read' && input['unit'] === 'week'))
        .toMatchObject({ input: { of, to: end, upTo: height, zone: 'Europe/Berlin' } })
      expect(await chart.getByRole('slider').getAttribute('aria-valuetext')).toContain(`up to ${DAY_TEXT}`)
      await chart.getByRole('button', { name: 'Show as a table' }).click()
      expect(await chart.locator('tbody tr').first().innerText()).toContain(`up to ${DAY_TEXT}`)
      await expect.poll(() => lastOf(asked, 'transactions.list')).toMatchObject({ of, upTo: height })
    }
  })

  it('tell what payments were worth on their own days, that a price is not known, and nothing while hidden', async () => {
    const { page, host, asked } = await open()
    const lately = page.getByRole('region', { name: 'Latest transactions' })
    await lately.locator('li').nth(3).waitFor()
    expect(await lately.innerText()).not.toContain('€')
    expect(lastOf(asked, 'prices.on')).toBeUndefined()
    host.update((before) => ({
      ...before,
      settings: { ...before.settings, prices: { ...before.settings.prices, enabled: true } },
    }))
    await lately.getByText(/€1,9\d\d\.\d\d then/).waitFor()
    await lately.getByText('no price known for that day').waitFor()
    const { ask, days } = lastOf(asked, 'prices.on') as { ask: boolean; days: readonly string[] }
    expect([ask, days.every((day) => /^\d{4}-\d\d-\d\d$/.test(day))]).toEqual([false, true])
    await page.keyboard.press('Control+Shift+h')
    await expect.poll(() => page.locator('body').innerText()).not.toContain('€')
    expect(await page.locator('[data-sats]').count()).toBe(0)
  })

  it('say calmly of payments and outputs that their address was used before, and what is dust', async () => {
    const { page } = await open()
    await page
      .getByRole('region', { name: 'Latest transactions' })
      .getByText('address used before')
      .first()
      .waitFor()
    await goBack(page)
    await page.locator('tr[data-past]').first().click()
    const outputs = page.getByRole('region', { name: 'Unspent outputs then' }).locator('li')
    await expect
      .poll(() => outputs.allInnerTexts())
      .toEqual([expect.stringContaining('address used before'), expect.stringContaining('dust')])
  })

  it('keep name and portfolio beside a link that is pasted, and lead back to them', async () => {
    const { page, asked } = await open()
    await page.keyboard.press('Control+n')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Rent')
    await dialog.getByLabel('Group').fill('Family')
    const paste = async (): Promise<void> => {
      await dialog.getByLabel('Addresses, keys, descriptors').focus()
      await page.evaluate((link) => {
        const data = new DataTransfer()
        data.setData('text', link)
        const pasted = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
        document.activeElement?.dispatchEvent(pasted)
      }, `bitcoin:${ADDRESS}?label=Stranger`)
      await page.getByRole('dialog', { name: 'A bitcoin link' }).waitFor()
    }
    await paste()
    expect(await dialog.getByLabel('Name').inputValue()).toBe('Rent')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Add' }).waitFor()
    expect(await dialog.getByLabel('Name').inputValue()).toBe('Rent')
    expect(await dialog.getByLabel('Group').inputValue()).toBe('Family')
    await paste()
    await dialog.getByRole('button', { name: 'Watch it' }).click()
    await expect
      .poll(() => lastOf(asked, 'portfolio.add'))
      .toEqual({ lines: [ADDRESS], atomic: false, label: 'Rent', group: 'Family' })
    await expect.poll(() => page.locator('.modal[role=dialog]').count()).toBe(0)
    await page.keyboard.press('Control+n')
    expect(await dialog.getByLabel('Name').inputValue()).toBe('')
  })

  it('show no chart, change or transaction of one place below the name of another', async () => {
    let released = Promise.resolve()
    const slow = new Set(['series.read', 'transactions.list'])
    const { page, asked } = await open({}, async (name) => {
      if (slow.has(name)) await released
      return undefined
    })
    const figures = page.locator('[data-pane=detail]').locator('[role=slider], dl.facts dd, ul.outputs li')
    const slider = page.locator('[data-pane=detail]').getByRole('slider')
    await slider.waitFor()
    const { promise, resolve } = Promise.withResolvers<undefined>()
    released = promise.then(() => undefined)
    await page.getByRole('button', { name: 'Family' }).first().click()
    await expect
      .poll(() => lastOf(asked, 'series.read'))
      .toMatchObject({ of: { kind: 'group', group: 'Family' } })
    expect(await figures.count()).toBe(0)
    resolve(undefined)
    await slider.waitFor()
  })

  it('keep a note that could not be stored in its field, where it can be stored again', async () => {
    const { page, host } = await open()
    await page.locator('tr[data-watch]').first().click()
    const part = page.locator('[data-pane=detail]').getByRole('region', { name: 'Note' })
    await part.getByRole('button').click()
    await part.getByRole('textbox').fill('In the red book.')
    host.failNext({ code: 'storage', said: say('internal') })
    await part.getByRole('button', { name: 'Save' }).click()
    await page.locator('.toast[data-type=error]').waitFor()
    expect(await part.getByRole('textbox').inputValue()).toBe('In the red book.')
    await part.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => part.getByRole('textbox').count()).toBe(0)
  })

  it('take something back once, however often that is pressed', async () => {
    const { page, asked } = await open()
    await page.locator('tr[data-watch]').first().click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Archive' }).click()
    await page.getByRole('button', { name: 'Undo' }).evaluate((button: HTMLElement) => {
      button.click()
      button.click()
    })
    await expect.poll(() => lastOf(asked, 'portfolio.archive')).toMatchObject({ archived: false })
    await page.locator('.toast').waitFor({ state: 'detached' })
    expect(asked.filter(({ name }) => name === 'portfolio.archive')).toHaveLength(2)
  })

  it('look again at a version check that nobody here began, until it is over', async () => {
    let progress: UpdateProgress = { kind: 'checking' }
    const { page, asked } = await open({}, (name) =>
      name === 'update.get' ? { unavailable: null, consent: true, current: '0.1.0', progress } : undefined,
    )
    await page.keyboard.press('Control+,')
    const section = page.getByRole('region', { name: 'Newer versions' })
    await section.getByText('Asking').waitFor()
    progress = { kind: 'found', version: '9.9.9' }
    await section.getByText('Version 9.9.9 is there. Nothing was fetched yet.').waitFor()
    const looks = asked.filter(({ name }) => name === 'update.get').length
    await page.waitForTimeout(1_500)
    expect(asked.filter(({ name }) => name === 'update.get')).toHaveLength(looks) // an idle page asks nothing
  })
})
