/** Walks the ways of the keyboard once over the preview. */
import type { Page } from 'playwright'
import type { DemoHost } from '../../renderer/demo/demo-host.ts'

/** What did not hold, and whatever else went wrong; the run fails with it. */
export const failures: string[] = []

function check(what: string, holds: boolean): void {
  if (!holds) failures.push(`keyboard: ${what}`)
}

/** Walks the keyboard's ways once; what does not hold is listed as a failure. */
export async function walkKeyboard(page: Page, host: DemoHost): Promise<void> {
  const focused = (): Promise<string> =>
    page.evaluate(() => {
      const element = document.activeElement
      const pane = element?.closest('[data-pane]')?.getAttribute('data-pane') ?? ''
      return `${pane}:${element?.tagName.toLowerCase()}:${element?.getAttribute('data-watch') ?? ''}`
    })
  const expectFocus = async (after: string, wanted: string): Promise<void> => {
    await page.waitForTimeout(60) // focus follows in the next frame
    const got = await focused()
    check(`after ${after} focus is at ${got} instead of ${wanted}`, got === wanted)
  }
  const press = (key: string): Promise<void> => page.keyboard.press(key)
  for (const wanted of ['nav:button:', 'main:tr:1', 'detail:aside:', 'status:footer:', 'nav:button:']) {
    await press('F6')
    await expectFocus('F6', wanted)
  }
  await press('F6')
  await press('ArrowDown')
  await expectFocus('ArrowDown', 'main:tr:2')
  await press('End')
  await expectFocus('End', 'main:tr:8')
  await press('Home')
  await expectFocus('Home', 'main:tr:1')
  await press('Shift+F6')
  await expectFocus('Shift+F6', 'nav:button:')
  await walkCommands(page, host, expectFocus)
}

async function walkCommands(
  page: Page,
  host: DemoHost,
  expectFocus: (after: string, wanted: string) => Promise<void>,
): Promise<void> {
  const press = (key: string): Promise<void> => page.keyboard.press(key)
  await press('Control+f')
  await page.keyboard.type('grand')
  await page.locator('table[aria-rowcount="2"]').waitFor()
  await press('Escape')
  await page.locator('table[aria-rowcount="9"]').waitFor()
  await press('Control+n')
  await expectFocus('Control+n', ':textarea:')
  await press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await expectFocus('Escape', ':input:')
  await press('Control+r')
  await page.getByText('Refreshed', { exact: true }).first().waitFor()
  await press('F5')
  check(
    'F5 and Ctrl+R refresh without a reload',
    host.calls.filter((name) => name === 'balance.read').length === 2,
  )
  check('one page load takes its first snapshot at once', host.calls.slice(0, 2).includes('app.snapshot'))
  await page.getByRole('button', { name: 'Confirmed' }).click()
  const sorted = await page.locator('th', { hasText: 'Confirmed' }).getAttribute('aria-sort')
  check('a heading sorts', sorted === 'ascending')
  await page.getByRole('switch', { name: 'Offline' }).press('Space')
  await page.getByText('Offline: nobody is asked').first().waitFor()
  await page.getByText('Grandma', { exact: true }).first().click()
  await page.getByRole('button', { name: 'Copy address' }).click()
  await page.getByText('Address copied').first().waitFor()
  await page.getByRole('button', { name: 'Stop watching' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Stop watching' }).click()
  await page.getByText('No longer watched').first().waitFor()
  await page.locator('tbody tr[data-watch]').nth(7).waitFor({ state: 'detached' })
}
