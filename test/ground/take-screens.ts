/**
 * Takes a picture of every screen, in light and dark, in English and Chinese, small enough to be kept, and checks each with
 * axe. `node test/ground/take-screens.ts [DIR] [SCREENS]` writes to docs/images/screens unless told otherwise (of some
 * screens, by names with commas), and fails on any violation, console error, or picture that is too large.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright'
import { createDemoHost } from '../../renderer/demo/demo-host.ts'
import { LANGUAGES, type Language } from '../../shared/view.ts'
import { buildRenderer, startPreview } from './renderer-preview.ts'
import { withAnswers } from './screen-answers.ts'
import type { Screen } from './screen-ways.ts'
import { SCREENS } from './screens.ts'

const DIR = resolve(process.argv[2] ?? 'docs/images/screens')
const MOST_BYTES = 60_000
/** Of WebP: the first that makes the picture small enough. */
const QUALITIES = [80, 60, 40] as const
/** There are many states, and most of each is as on its screen. */
const QUALITIES_OF_STATES = [40] as const

const failures: string[] = []

const THEMES = ['light', 'dark'] as const

/** Both themes of one page: the theme follows the system at once, as for a person who switches it. */
async function shoot(browser: Browser, dist: string, screen: Screen, language: Language): Promise<void> {
  const view = { ...screen.options?.view, language }
  const host = withAnswers(createDemoHost({ ...screen.options, view }), screen.answers)
  const preview = await startPreview(dist, host)
  const context = await browser.newContext({
    colorScheme: THEMES[0],
    locale: language === 'en' ? 'en-US' : language, // before a host says otherwise
    reducedMotion: 'reduce',
    viewport: screen.size ?? { width: 1280, height: 720 },
  })
  const page = await context.newPage()
  const fail = (text: string): void => void failures.push(`${screen.name}-${language}: ${text}`)
  page.on('console', (message) => {
    // Of connections that fail the browser tells by itself.
    if (message.type() === 'error' && !screen.withoutLink && !screen.cutOff) fail(message.text())
  })
  page.on('pageerror', (error) => fail(error.message))
  await page.goto(screen.withoutLink ? new URL('/', preview.url).href : preview.url)
  await page.locator('.window, .notice').first().waitFor()
  await page.waitForLoadState('networkidle') // parts that come later are there
  await screen.act(page, host, preview)
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.waitForTimeout(300) // what is fetched is there, transitions are over
    await keep(page, `${screen.name}-${theme}-${language}`)
    const axe = new AxeBuilder({ page })
    if (theme !== THEMES[0]) axe.withRules(['color-contrast', 'link-in-text-block']) // all else is the same
    const { violations } = await axe.analyze()
    for (const { id, nodes } of violations)
      fail(`${theme}, axe ${id}: ${nodes.map(({ html }) => html).join('; ')}`)
  }
  await context.close()
  await preview.close()
}

async function keep(page: Page, what: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const qualities = what.startsWith('state-') ? QUALITIES_OF_STATES : QUALITIES
  for (const quality of qualities) {
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality })
    const picture = Buffer.from(data, 'base64')
    if (picture.length > MOST_BYTES && quality !== qualities.at(-1)) continue
    if (picture.length > MOST_BYTES) failures.push(`${what}: ${picture.length} bytes`)
    return writeFile(join(DIR, `${what}.webp`), picture)
  }
}

await mkdir(DIR, { recursive: true })
const dist = await buildRenderer(resolve('test/.artifacts/screens'))
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
const wanted = process.argv[3]?.split(',')
for (const screen of SCREENS.filter(({ name }) => wanted?.includes(name) ?? true))
  for (const language of LANGUAGES)
    await shoot(browser, dist, screen, language).catch((error: unknown) => {
      failures.push(`${screen.name}-${language}: ${String(error)}`)
    })
await browser.close()
for (const failure of failures) process.stderr.write(`${failure}\n`)
process.exitCode = failures.length > 0 ? 1 : 0
