import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { projectRoot } from '../../electron/launch/project-root.ts'
import { createDemoHost } from '../../renderer/demo/demo-host.ts'
import type { Language } from '../../shared/view.ts'
import { violationsOf } from '../ground/axe.ts'
import { describeEndToEnd, launchBrowser } from '../ground/e2e-ground.ts'
import { startPreview } from '../ground/renderer-preview.ts'
import { withAnswers } from '../ground/screen-answers.ts'
import type { Screen } from '../ground/screen-ways.ts'
import { SCREENS } from '../ground/screens.ts'

describeEndToEnd('dialogs and past moments', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  async function open(screen: Screen, language: Language, colorScheme: 'light' | 'dark'): Promise<Page> {
    const view = { ...screen.options?.view, language }
    const host = withAnswers(createDemoHost({ ...screen.options, view }), screen.answers)
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
    await screen.act(page, host, preview)
    return page
  }

  const named = (...names: readonly string[]): readonly Screen[] =>
    SCREENS.filter(({ name }) => names.includes(name))

  // All of them in both themes and languages are looked at whenever the pictures of all screens are taken.
  for (const [language, colorScheme, names] of [
    ['en', 'dark', ['moment', 'statement', 'past', 'past-scan', 'state-list-failed']],
    ['zh-CN', 'light', ['import-table', 'export', 'doctor', 'past-activity', 'state-start-notices']],
  ] as const)
    it(`have nothing that axe finds (${language}, ${colorScheme})`, async () => {
      for (const screen of named(...names)) {
        const page = await open(screen, language, colorScheme)
        expect([screen.name, ...(await violationsOf(page))]).toEqual([screen.name])
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

  it('say of a transaction that is opened at a past moment as of which block they tell of it', async () => {
    for (const [language, asOf] of [
      ['en', /^As it stood right after block [\d,]+\.$/],
      ['zh-CN', /^区块 [\d,]+ ?之后的情形。$/],
    ] as const)
      for (const screen of named('past-activity')) {
        const page = await open(screen, language, 'light')
        await page.locator('tr[data-transaction] .link').first().click()
        await page.locator('.modal[role=dialog]').getByText(asOf).waitFor()
        await page.context().close()
      }
  })

  it("let a day be typed in the way of the language, and picked by keys in a calendar of the window's language", async () => {
    for (const screen of named('moment')) {
      const page = await open(screen, 'zh-CN', 'light')
      const field = page.locator('input[data-day]')
      await field.fill('2025年12月31日')
      await field.press('Alt+ArrowDown')
      await page.locator('button[data-at="2025-12-31"]:focus').waitFor()
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('PageUp')
      await page.locator('.calendar').getByText('2025年11月', { exact: true }).waitFor()
      await page.keyboard.press('Enter')
      await expect.poll(() => field.inputValue()).toBe('2025-11-24')
      expect(await page.locator('.calendar').count()).toBe(0)
      await field.press('Alt+ArrowDown')
      await page.locator('button[data-at="2025-11-24"]:focus').waitFor()
      await page.keyboard.press('Escape')
      await page.locator('.calendar').waitFor({ state: 'detached' })
      expect([await field.inputValue(), await page.locator('.modal[role=dialog]').count()]).toEqual([
        '2025-11-24',
        1,
      ])
      await page.context().close()
    }
  })

  it('forget a day that is none together with the filter it was typed into', async () => {
    for (const screen of named('activity')) {
      const answers = { 'journal.list': { entries: [], next: null } }
      const page = await open({ ...screen, answers }, 'en', 'light')
      const filters = page.locator('.filters')
      await filters.locator('input:not([data-day])').fill('nobody has this name')
      const day = filters.locator('input[data-day]').first()
      await day.fill('2025-13')
      await page.getByRole('button', { name: 'Clear the filter' }).click()
      await expect.poll(() => day.inputValue()).toBe('')
      expect(await filters.locator('input:not([data-day])').inputValue()).toBe('')
      await page.context().close()
    }
  })

  it('ask once more in place before a node is forgotten: a second press of the same key, and Esc, change nothing', async () => {
    for (const screen of named('sources')) {
      const asked: (readonly string[])[] = []
      const act: Screen['act'] = async (page, host, preview) => {
        asked.push(host.calls)
        await screen.act(page, host, preview)
      }
      const page = await open({ ...screen, act }, 'en', 'light')
      const forgotten = () => asked.flat().filter((name) => name === 'settings.setNode').length
      const forget = page.getByRole('button', { name: 'Use no node' })
      const question = page.getByRole('group', { name: /^Use no node\?/ })
      for (const back of ['Enter', 'Escape']) {
        await forget.press('Enter')
        await question.getByRole('button', { name: 'Keep it' }).and(page.locator(':focus')).waitFor()
        await page.keyboard.press(back)
        await question.waitFor({ state: 'detached' })
        await forget.and(page.locator(':focus')).waitFor()
      }
      expect(forgotten()).toBe(0)
      await forget.press('Enter')
      await question.getByRole('button', { name: 'Use no node' }).click()
      await expect.poll(forgotten).toBe(1)
      await page.context().close()
    }
  })

  it('take what is typed the moment they stand, however late the next frame is painted', async () => {
    for (const screen of named('portfolio')) {
      const page = await open(screen, 'en', 'light')
      await page.evaluate(() => {
        const paint = window.requestAnimationFrame.bind(window)
        window.requestAnimationFrame = (then) => window.setTimeout(() => paint(then), 2_000)
      })
      for (const [keys, field] of [
        ['Control+n', 'textarea'],
        ['Control+k', '.palette-input'],
      ] as const) {
        await page.keyboard.press(keys)
        await page.locator('.modal[role=dialog]').waitFor()
        await page.keyboard.type('Typed')
        expect([keys, await page.locator(field).inputValue()]).toEqual([keys, 'Typed'])
        await page.keyboard.press('Escape')
        await page.locator('.modal[role=dialog]').waitFor({ state: 'detached' })
      }
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
