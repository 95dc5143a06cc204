/** What is pressed on a machine that paints late: whatever stands on the page takes it, and nothing below gets it. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { projectRoot } from '../../electron/launch/project-root.ts'
import { createDemoHost, type DemoHost } from '../../renderer/demo/demo-host.ts'
import type { RequestName } from '../../shared/ipc/contract.ts'
import { describeEndToEnd, launchBrowser } from '../ground/e2e-ground.ts'
import { startPreview } from '../ground/renderer-preview.ts'

/** Later than what a test presses next, ms. */
const LATE_MS = 2_000

describeEndToEnd('a window that is painted late', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  /** `slow` is answered late; what it changes is there, and told, before. */
  async function open(slow?: RequestName): Promise<{ page: Page; host: DemoHost }> {
    const host = createDemoHost({ view: { language: 'en' } })
    const answering: DemoHost = {
      ...host,
      call: async (name, input) => {
        const answer = await host.call(name, input)
        if (name === slow) await sleep(LATE_MS)
        return answer
      },
    }
    const preview = await startPreview(join(projectRoot, 'dist', 'renderer'), answering)
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    onTestFinished(async () => {
      await context.close()
      await preview.close()
    })
    const page = await context.newPage()
    await page.goto(preview.url)
    await page.locator('tr[data-watch]').first().click()
    await page.locator('aside h2').waitFor()
    return { page, host }
  }

  /** From now on; the parts of the window that come later are there before. */
  async function paintLate(page: Page): Promise<void> {
    await page.evaluate((late) => {
      const paint = window.requestAnimationFrame.bind(window)
      window.requestAnimationFrame = (then) => window.setTimeout(() => paint(then), late)
      window.cancelAnimationFrame = (id) => window.clearTimeout(id)
    }, LATE_MS)
  }

  const selected = (page: Page) => page.locator('tr[data-watch]').nth(0).getAttribute('aria-selected')

  it('gives what is pressed to the question whether to stop watching, and nothing to the row below', async () => {
    const { page, host } = await open()
    await page.locator('tr[data-watch]').first().focus()
    await paintLate(page)
    await page.keyboard.press('Delete')
    await page.getByRole('alertdialog').waitFor()
    await page.keyboard.press('ArrowDown')
    expect(await selected(page)).toBe('true')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('alertdialog').waitFor({ state: 'detached' })
    await expect.poll(() => host.calls).toContain('portfolio.remove')
  })

  it('gives what is pressed to the menu of a row, and nothing to the row below', async () => {
    const { page } = await open()
    await page.locator('tr[data-watch]').first().focus()
    await paintLate(page)
    await page.keyboard.press('Shift+F10')
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('ArrowDown')
    expect(await page.locator('[role=menuitem]:focus').innerText()).toContain('Copy')
    expect(await selected(page)).toBe('true')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.locator('input.rename:focus').waitFor()
  })

  it('gives what is pressed to the calendar, and nothing to the field that opened it', async () => {
    const { page } = await open()
    await page.locator('.nav-item[data-dialog=moment]').click()
    const field = page.locator('input[data-day]')
    await field.fill('2025-12-31')
    await paintLate(page)
    await field.press('Alt+ArrowDown')
    await page.locator('.calendar').waitFor()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await expect.poll(() => field.inputValue()).toBe('2025-12-24')
  })

  it('leaves the focus where it went after a label was written, and gives it back at once', async () => {
    const { page } = await open()
    const label = page.getByRole('complementary').locator('button.label-edit').first()
    await label.click()
    await paintLate(page)
    await page.keyboard.press('Enter')
    expect(await label.evaluate((button) => button === document.activeElement)).toBe(true)
    await page.locator('#filter').focus()
    await page.waitForTimeout(LATE_MS + 500) // what would take it away comes with the late frame
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('filter')
  })

  for (const [what, begin] of [
    ['a name in the list', (page: Page) => page.keyboard.press('F2')],
    ['a label', (page: Page) => page.getByRole('complementary').locator('button.label-edit').first().click()],
  ] as const)
    it(`keeps what was typed so far into ${what} while figures come in`, async () => {
      const { page, host } = await open()
      await page.locator('tr[data-watch]').first().focus()
      await begin(page)
      const field = page.locator('input.rename')
      await field.waitFor()
      await page.keyboard.type('Cold ')
      const height = 900_001
      host.update((before) => ({
        ...before,
        rows: before.rows.map((row) => ({
          ...row,
          watch: { ...row.watch, label: `${row.watch.label}.` },
          reading: { ...row.reading, confirmed: (row.reading.confirmed ?? 0) + height },
        })),
      }))
      await page.locator('tr[data-watch]').nth(1).getByText('.', { exact: false }).first().waitFor()
      await expect
        .poll(() => page.locator('tr[data-watch]').nth(1).locator('td.label').innerText())
        .toMatch(/\.$/)
      await page.keyboard.type('store')
      expect(await field.inputValue()).toBe('Cold store')
    })

  it('takes back the change that was made last, although its answer has not come, and not the one before', async () => {
    const { page, host } = await open('label.set')
    const name = (row: number) => page.locator('tr[data-watch]').nth(row).locator('td.label')
    const rename = async (row: number, to: string): Promise<void> => {
      await page.locator('tr[data-watch]').nth(row).focus()
      await page.keyboard.press('F2')
      await page.locator('input.rename').waitFor()
      await page.keyboard.type(to)
      await page.keyboard.press('Enter')
    }
    const before = await name(0).innerText()
    await rename(1, 'Second')
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).waitFor()
    await rename(0, 'First')
    await expect.poll(() => name(0).innerText()).toBe('First')
    await page.keyboard.press('Control+z')
    const written = () => host.calls.filter((call) => call === 'label.set').length
    await expect.poll(written).toBe(3)
    await expect.poll(() => name(0).innerText()).toBe(before)
    expect(await name(1).innerText()).toBe('Second')
  })

  it('does once what is confirmed twice while its dialog fades away', async () => {
    const { page, host } = await open()
    await page.locator('tr[data-watch]').first().focus()
    await paintLate(page)
    await page.keyboard.press('Delete')
    await page.getByRole('alertdialog').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.getByRole('alertdialog').waitFor({ state: 'detached' })
    await page.keyboard.press('Control+k')
    await page.locator('.palette-input').waitFor()
    await page.keyboard.type('Refresh')
    await page.getByRole('option').first().getByText('Refresh').waitFor()
    const before = host.calls.length
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.locator('.palette').waitFor({ state: 'detached' })
    const count = (name: string, from = 0) => host.calls.slice(from).filter((call) => call === name).length
    await expect.poll(() => count('balance.read', before)).toBe(1)
    expect(count('portfolio.remove')).toBe(1)
  })
})
