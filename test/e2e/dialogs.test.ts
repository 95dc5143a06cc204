import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { projectRoot } from '../../electron/launch/project-root.ts'
import { createDemoHost } from '../../renderer/demo/demo-host.ts'
import { moment } from '../../renderer/i18n/en/time.ts'
import { zhCN } from '../../renderer/i18n/zh-CN/index.ts'
import type { Language } from '../../shared/view.ts'
import { describeEndToEnd, launchBrowser } from '../ground/e2e-ground.ts'
import { startPreview } from '../ground/renderer-preview.ts'
import { SCREENS, type Screen } from '../ground/screens.ts'

describeEndToEnd('dialogs and past moments', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  async function open(screen: Screen, language: Language, colorScheme: 'light' | 'dark'): Promise<Page> {
    const host = createDemoHost({ ...screen.options, view: { ...screen.options?.view, language } })
    const preview = await startPreview(join(projectRoot, 'dist', 'renderer'), host)
    const context = await browser.newContext({
      colorScheme,
      reducedMotion: 'reduce',
      viewport: screen.size ?? { width: 1280, height: 720 },
    })
    onTestFinished(async () => {
      await context.close()
      await preview.close()
    })
    const page = await context.newPage()
    await page.goto(preview.url)
    await page.locator('.window').waitFor()
    await screen.act(page, host)
    return page
  }

  async function axe(page: Page): Promise<readonly string[]> {
    const { violations } = await new AxeBuilder({ page }).analyze()
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  }

  const named = (...names: readonly string[]): readonly Screen[] =>
    SCREENS.filter(({ name }) => names.includes(name))

  // All of them in both themes and languages are looked at whenever the pictures of all screens are taken.
  for (const [language, colorScheme, names] of [
    ['en', 'dark', ['moment', 'statement', 'past', 'past-scan']],
    ['zh-CN', 'light', ['import-table', 'export', 'doctor', 'past-activity']],
  ] as const)
    it(`have nothing that axe finds (${language}, ${colorScheme})`, async () => {
      for (const screen of named(...names)) {
        const page = await open(screen, language, colorScheme)
        const violations = await axe(page)
        expect([screen.name, ...violations]).toEqual([screen.name])
        await page.context().close()
      }
    })

  it('lose nothing to the side at 200 % zoom or in a small window', async () => {
    for (const screen of named('past', 'past-activity', 'import-table', 'statement')) {
      const page = await open(screen, 'zh-CN', 'light')
      for (const width of [900, 640]) {
        await page.setViewportSize({ width, height: 600 })
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        expect([screen.name, width, over]).toEqual([screen.name, width, 0])
        const box = await page.locator('.modal[role=dialog], main').last().boundingBox()
        expect(box && box.x >= 0 && box.x + box.width <= width).toBe(true)
      }
      await page.context().close()
    }
  })

  it('say of a transaction that is opened at a past moment that it is shown as it is known now', async () => {
    for (const [language, aboutNow] of [
      ['en', moment.aboutNow],
      ['zh-CN', zhCN.moment.aboutNow],
    ] as const)
      for (const screen of named('past-activity')) {
        const page = await open(screen, language, 'light')
        await page.locator('tr[data-transaction] .link').first().click()
        await page.locator('.modal[role=dialog]').getByText(aboutNow).waitFor()
        await page.context().close()
      }
  })

  it('give the focus back to what opened them', async () => {
    for (const screen of named('moment', 'import', 'doctor', 'transaction')) {
      const page = await open(screen, 'en', 'light')
      expect(await page.evaluate(() => document.activeElement?.closest('.modal') !== null)).toBe(true)
      await page.keyboard.press('Escape')
      await page.locator('.modal[role=dialog]').waitFor({ state: 'detached' })
      const back = page.locator('button[data-dialog]:focus, .line-button:focus')
      await expect.poll(() => back.count()).toBe(1)
      await page.context().close()
    }
  })
})
