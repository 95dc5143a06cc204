/** The built command line serves the app; the page is opened by the one-use link it prints. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { projectRoot } from '../../electron/launch/project-root.ts'
import type { OpenDoor } from './portfolio-scenario.ts'

/** Opens it in a browser, with settings that can be changed. */
export const openLoopback: OpenDoor = async (options, browser) => {
  const cli = join(projectRoot, 'dist', 'main', 'cli.js')
  const child = spawn(process.execPath, [cli, ...options, 'serve', '--no-open', '--allow-settings'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
  const page = await context.newPage()
  await page.goto(line.toString().trim())
  return {
    page,
    close: async () => {
      await context.close()
      const ended = once(child, 'exit')
      child.kill('SIGINT')
      await ended
    },
  }
}
