/** What somebody hears who does not see the window, read from the browser's own accessibility tree. */
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { projectRoot } from '../../electron/launch/project-root.ts'
import { createDemoHost, type DemoHost } from '../../renderer/demo/demo-host.ts'
import type { ViewSettings } from '../../shared/view.ts'
import { describeEndToEnd, launchBrowser, patient } from '../ground/e2e-ground.ts'
import { startPreview } from '../ground/renderer-preview.ts'

describeEndToEnd('a person who listens to the window', () => {
  let browser: Browser
  /** Ends the window's connection; it comes back by itself. */
  let drop: () => Promise<void> = async () => undefined

  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  async function open(view: Partial<ViewSettings> = {}): Promise<{ page: Page; host: DemoHost }> {
    const host = createDemoHost({ view: { language: 'en', ...view } })
    const preview = await startPreview(join(projectRoot, 'dist', 'renderer'), host)
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
    onTestFinished(async () => {
      await context.close()
      await preview.close()
    })
    const page = await context.newPage()
    await page.routeWebSocket(/^ws:/, (route) => {
      route.connectToServer()
      drop = () => route.close()
    })
    await page.goto(preview.url)
    await page.locator('tr[data-watch]').first().waitFor()
    return { page, host }
  }

  const heard = (page: Page): Promise<string> =>
    page.locator('.window > [role=status].sr-only').ariaSnapshot()

  function pay(host: DemoHost, sats: number): void {
    host.update((before) => ({
      ...before,
      rows: before.rows.map((row, index) =>
        index === 0
          ? { ...row, reading: { ...row.reading, confirmed: (row.reading.confirmed ?? 0) + sats } }
          : row,
      ),
    }))
  }

  it('hears of a new balance once, whole and politely, and of no figure that only moves', async () => {
    const { page, host } = await open()
    host.setStatus({ tipHeardAt: Date.now() })
    expect(await heard(page)).toBe('- status')
    pay(host, 1_000)
    pay(host, 2_000)
    await expect.poll(() => heard(page), patient).toContain('The balance is now 3.18405911 bitcoin')
    expect(await heard(page)).not.toContain('1000')
  })

  it('hears no amount while amounts are hidden', async () => {
    const { page, host } = await open({ hideAmounts: true })
    pay(host, 5_000_000)
    host.setStatus({
      node: { kind: 'problem', problem: 'unreachable', message: '', since: 1, answeredAt: 1, url: '' },
    })
    await expect.poll(() => heard(page), patient).not.toBe('- status')
    expect(await heard(page)).not.toMatch(/bitcoin|satoshi/)
  })

  it('finds no amount that was said before in what can be read once amounts are hidden', async () => {
    const { page, host } = await open()
    pay(host, 5_000_000)
    await expect.poll(() => heard(page), patient).toMatch(/bitcoin/)
    await page.locator('body').press('Control+Shift+H')
    await expect.poll(() => heard(page), patient).not.toMatch(/bitcoin|satoshi/)
  })

  it('hears at once that the connection is lost, and then that it is back', async () => {
    const { page } = await open()
    await drop()
    const alert = page.getByRole('alert').filter({ hasText: 'Connection to Tidemark lost' })
    await alert.waitFor(patient)
    await expect.poll(() => heard(page), patient).toContain('Connected to Tidemark again')
    expect(await alert.count()).toBe(0)
  })

  it('hears which moment is shown, and that it is now again', async () => {
    const { page } = await open()
    await page.locator('.nav-item[data-dialog=moment]').click()
    await page.getByLabel('Day').fill('2025-12-31')
    await page.getByRole('button', { name: 'Show that moment' }).click()
    await expect.poll(() => heard(page), patient).toContain('As of Dec 31, 2025')
    await page.getByRole('button', { name: 'Back to now' }).click()
    await expect.poll(() => heard(page), patient).toContain('Now is shown')
  })

  it('hears that something was copied, and what can be taken back, with the button to do so', async () => {
    const { page } = await open()
    await page.locator('tr[data-watch]').first().click()
    await page.getByRole('button', { name: 'Copy address' }).click()
    const notices = page.getByRole('region', { name: 'Notices' })
    await expect.poll(() => notices.ariaSnapshot(), patient).toContain('Address copied')
    await page.getByRole('button', { name: 'Archive' }).click()
    await expect.poll(() => notices.ariaSnapshot(), patient).toMatch(/button "Undo"/)
    expect(await notices.getAttribute('aria-live')).toBe('polite')
  })

  it('hears what is wrong in a form', async () => {
    const { page } = await open()
    await page.keyboard.press('Control+n')
    await page.locator('.modal textarea').fill(`L${'1'.repeat(51)}`)
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click()
    const live = page.locator('.modal [aria-live=polite]').filter({ hasText: 'private key' })
    await live.first().waitFor(patient)
  })
})
