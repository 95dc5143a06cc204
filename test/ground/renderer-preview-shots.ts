/**
 * Takes pictures of the preview in both themes and checks it with axe.
 * `node test/ground/renderer-preview-shots.ts DIR [SCENES]` writes them to DIR (of some scenes, by names with commas) and
 * fails on any violation or console error.
 */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium } from 'playwright'
import { createDemoHost } from '../../renderer/demo/demo-host.ts'
import { buildRenderer, startPreview } from './renderer-preview.ts'
import { SCENES, type Scene } from './renderer-preview-scenes.ts'
import { failures } from './renderer-preview-walk.ts'

const dir = resolve(process.argv[2] ?? 'test/.artifacts/preview')
async function shoot(
  browser: Browser,
  dist: string,
  scene: Scene,
  colorScheme: 'light' | 'dark',
): Promise<void> {
  const host = createDemoHost(scene.options)
  const preview = await startPreview(dist, host)
  const context = await browser.newContext({
    colorScheme,
    forcedColors: scene.forcedColors ?? 'none',
    permissions: ['clipboard-read', 'clipboard-write'],
    viewport: scene.size ?? { width: 1280, height: 720 },
  })
  const page = await context.newPage()
  const what = `${scene.name}-${colorScheme}`
  page.on('console', (message) => {
    const refused = scene.name === 'lost' || scene.withoutLink === true
    const expected = refused && message.text().includes('WebSocket connection')
    if (message.type() === 'error' && !expected) failures.push(`${what}: ${message.text()}`)
  })
  page.on('pageerror', (error) => failures.push(`${what}: ${error.message}`))
  await page.goto(scene.withoutLink ? new URL('/', preview.url).href : preview.url)
  if (!scene.withoutLink) await page.getByRole('navigation').waitFor()
  await scene.act(page, host, preview)
  await page.waitForTimeout(300) // transitions end within 120 ms
  await page.screenshot({ path: join(dir, `${what}.png`) })
  const { violations } = await new AxeBuilder({ page }).analyze()
  for (const { id, nodes } of violations)
    failures.push(
      `${what}: axe ${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('; ')}`,
    )
  await context.close()
  await preview.close()
}

await mkdir(dir, { recursive: true })
const dist = await buildRenderer(join(dir, 'build'))
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const wanted = process.argv[3]?.split(',')
for (const scene of SCENES) {
  if (wanted !== undefined && !wanted.includes(scene.name)) continue
  for (const colorScheme of ['light', 'dark'] as const) await shoot(browser, dist, scene, colorScheme)
}
await browser.close()
for (const failure of failures) process.stderr.write(`${failure}\n`)
process.exitCode = failures.length > 0 ? 1 : 0
