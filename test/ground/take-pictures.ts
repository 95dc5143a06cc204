/**
 * Takes the README's pictures: `node test/ground/take-pictures.ts`. Real screenshots of the real app on the demo's
 * regtest chain, in both themes. Run it after a change of the interface, and look at them.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { projectRoot } from '../../electron/launch/project-root.ts'
import { launchChromium, screenshot } from './browser.ts'
import { findChromium } from './find-chromium.ts'

const chromium = await findChromium({ install: false, log: console.log }, AbortSignal.timeout(60_000))
if (chromium.kind === 'missing') throw new Error(chromium.reason)
const demo = spawn(process.execPath, [join(projectRoot, 'electron/launch/start.ts'), '--demo', '--no-open'], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const browser = await launchChromium(chromium.path)
try {
  const [line] = (await once(demo.stdout, 'data')) as [Buffer]
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, deviceScaleFactor: 2 })
  await page.goto(line.toString().trim())
  await page.locator('tr[data-watch] [data-freshness="current"]').nth(5).waitFor()
  await page.locator('tr[data-watch]').first().click()
  await page.waitForFunction(() => /[+−]\d/.test(document.querySelector('tbody')?.textContent ?? ''))
  await page.waitForTimeout(800)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.waitForTimeout(300)
    await page.locator('tr[data-watch] [data-freshness="current"]').nth(7).waitFor() // not in the moment of a block
    console.log(await screenshot(page, `portfolio-${colorScheme}`, 'docs'))
  }
} finally {
  await browser.close()
  const ended = once(demo, 'exit')
  demo.kill('SIGINT')
  await ended
}
