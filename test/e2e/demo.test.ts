import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { projectRoot } from '../../electron/launch/project-root.ts'
import { describeEndToEnd, launchBrowser, patient } from '../ground/e2e-ground.ts'

/** Its chain moves by itself every few seconds; each figure with a block at the latest. */
const slow = { timeout: 120_000 }

describeEndToEnd('npm start -- --demo --no-open', () => {
  it('prints a URL whose page shows balances that move, under a regtest badge, and cleans up after Ctrl+C', async () => {
    const start = join(projectRoot, 'electron', 'launch', 'start.ts')
    const demo = spawn(process.execPath, [start, '--demo', '--no-open'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const browser = await launchBrowser()
    try {
      const [line] = (await once(demo.stdout, 'data')) as [Buffer]
      const url = line.toString().trim()
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#code=/)
      const page = await browser.newPage()
      await page.goto(url)
      const current = page.locator('tr[data-watch] [data-freshness="current"]')
      await expect.poll(() => current.count(), patient).toBeGreaterThan(5)
      await expect.poll(() => page.locator('body').innerText()).toContain('REGTEST')
      const figures = (): Promise<string> => page.locator('tbody').innerText()
      const before = await figures()
      await expect.poll(figures, slow).not.toBe(before)
      const total = page.locator('[data-total]')
      const first = await total.innerText()
      await expect.poll(() => total.innerText(), slow).not.toBe(first)
    } finally {
      await browser.close()
      const ended = once(demo, 'exit')
      demo.kill('SIGINT')
      await ended
    }
    expect(demo.exitCode).toBe(130)
  })
})
