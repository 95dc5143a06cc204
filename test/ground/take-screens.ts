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
import { SCREENS, type Screen } from './screens.ts'

const DIR = resolve(process.argv[2] ?? 'docs/images/screens')
const MOST_BYTES = 60_000
/** Of WebP: the first that makes the picture small enough. */
const QUALITIES = [80, 60, 40] as const

const failures: string[] = []

async function shoot(
  browser: Browser,
  dist: string,
  screen: Screen,
  colorScheme: 'light' | 'dark',
  language: Language,
): Promise<void> {
  const what = `${screen.name}-${colorScheme}-${language}`
  const host = createDemoHost({ ...screen.options, view: { ...screen.options?.view, language } })
  const preview = await startPreview(dist, host)
  const context = await browser.newContext({
    colorScheme,
    reducedMotion: 'reduce',
    viewport: screen.size ?? { width: 1280, height: 720 },
  })
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error') failures.push(`${what}: ${message.text()}`)
  })
  page.on('pageerror', (error) => failures.push(`${what}: ${error.message}`))
  await page.goto(preview.url)
  await page.locator('.window').waitFor()
  await screen.act(page, host)
  await page.waitForTimeout(300) // what is fetched is there, transitions are over
  await keep(page, what)
  const { violations } = await new AxeBuilder({ page }).analyze()
  for (const { id, nodes } of violations)
    failures.push(`${what}: axe ${id}: ${nodes.map(({ html }) => html).join('; ')}`)
  await context.close()
  await preview.close()
}

async function keep(page: Page, what: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  for (const quality of QUALITIES) {
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality })
    const picture = Buffer.from(data, 'base64')
    if (picture.length > MOST_BYTES && quality !== QUALITIES.at(-1)) continue
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
  for (const colorScheme of ['light', 'dark'] as const)
    for (const language of LANGUAGES) await shoot(browser, dist, screen, colorScheme, language)
await browser.close()
for (const failure of failures) process.stderr.write(`${failure}\n`)
process.exitCode = failures.length > 0 ? 1 : 0
