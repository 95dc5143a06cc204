import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DemoHost } from '../../renderer/demo/demo-host.ts'
import { describeEndToEnd, launchBrowser } from '../ground/e2e-ground.ts'
import { openWindow } from '../ground/open-window.ts'

describeEndToEnd('rows of the portfolio', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  it('moves rows to the group that they are dragged to, all that are picked where one of them is', async () => {
    const { page, inputs } = await openWindow(browser)
    const row = (place: number) => page.locator('tr[data-watch]').nth(place)
    await row(0).click()
    await row(1).click({ modifiers: ['Control'] })
    await row(1).dragTo(page.getByRole('navigation').getByRole('button', { name: /^Family/ }))
    await expect.poll(() => inputs.get('portfolio.move')).toMatchObject({ watchIds: [1, 2], group: 'Family' })
    await page.getByText('Moved', { exact: true }).waitFor()
  })

  it('copies what the picked rows stand for, a line each, and says how many', async () => {
    const { page, host } = await openWindow(browser)
    const row = (place: number) => page.locator('tr[data-watch]').nth(place)
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
    let texts: readonly string[] = []
    host.update((state) => {
      texts = state.rows.map(({ watch }) => watch.text)
      return state
    })
    await row(1).click()
    await page.keyboard.press('Control+c')
    await page.getByText('1 copied').waitFor()
    expect(await clipboard()).toBe(texts[1])
    await row(2).click({ modifiers: ['Shift'] })
    await page.keyboard.press('Control+c')
    await page.getByText('2 copied').waitFor()
    expect(await clipboard()).toBe([texts[1], texts[2]].join('\n'))
  })

  it('holds no figure of what is picked while amounts are hidden', async () => {
    const { page } = await openWindow(browser, { view: { hideAmounts: true } })
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
    const { page } = await openWindow(browser, {}, async (name) => {
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

  /** 2,000 rows in sight, the last of them named `Far`; its id. */
  function fill(host: DemoHost): number {
    let last = 0
    host.update((state) => {
      const rows = Array.from({ length: 2_000 }, (_, at) => {
        const row = state.rows[at % state.rows.length]
        if (row === undefined) throw new Error('the made-up portfolio is empty')
        const label = at === 1_999 ? 'Far' : `Row ${at}`
        last = at + 1
        return { ...row, watch: { ...row.watch, id: at + 1, label, archived: false } }
      })
      return { ...state, rows }
    })
    return last
  }

  const far = (page: Page) => page.locator('tr[data-watch]').filter({ hasText: 'Far' })

  it('scrolls a row into view that the palette went to, in a list of 2,000', async () => {
    const { page, host } = await openWindow(browser)
    fill(host)
    await page.getByText('Row 3', { exact: true }).waitFor()
    expect(await far(page).count()).toBe(0)
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Far')
    await page.getByRole('option', { name: /Far/ }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => far(page).getAttribute('aria-selected')).toBe('true')
    await expect.poll(() => far(page).evaluate(isInSight)).toBe(true)
  })

  it('scrolls a row into view that a line of the journal went to, archived or not', async () => {
    let inJournal = 0
    const { page, host } = await openWindow(browser)
    const answer = host.call
    Object.assign(host, {
      call: async (name: string, input: unknown) => {
        const reply = await answer(name, input)
        if (name !== 'journal.list' || !reply.ok) return reply
        const { entries } = reply.value as { entries: readonly object[] } // the scripted host's own
        return {
          ok: true,
          value: { entries: entries.map((each) => ({ ...each, watchIds: [inJournal] })), next: null },
        }
      },
    })
    inJournal = fill(host)
    for (const archived of [false, true]) {
      host.update((state) => ({
        ...state,
        rows: state.rows.map((row) => ({ ...row, watch: { ...row.watch, archived } })),
      }))
      await page.locator('body').press('Alt+2')
      await page.getByRole('tab', { name: 'Journal' }).click()
      await page.locator('tr[data-journal]').first().getByText('Far').click()
      await expect.poll(() => far(page).getAttribute('aria-selected')).toBe('true')
      await expect.poll(() => far(page).evaluate(isInSight)).toBe(true)
    }
  })
})

/** Whether a row is within the list that scrolls, in whole. */
function isInSight(row: Element): boolean {
  const list = row.closest('.scroll')?.getBoundingClientRect()
  const { top, bottom } = row.getBoundingClientRect()
  return list !== undefined && top >= list.top && bottom <= list.bottom
}
