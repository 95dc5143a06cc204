/** A real Chromium for a test, and the pictures it takes. It can reach this machine's loopback and nothing else. */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import { projectRoot } from '../../electron/launch/project-root.ts'

/** Beyond playwright's own defaults: no name resolves but loopback's, so that nothing leaves this machine. */
const FLAGS = [
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--no-pings',
  '--no-first-run',
  '--disable-gpu', // there is none: drawing what one would draw takes the processor from the page
  '--in-process-gpu',
]

/** Starts this Chromium. Only root needs, and gets, `--no-sandbox`. Close it after use. */
export function launchChromium(executablePath: string): Promise<Browser> {
  const root = process.getuid?.() === 0
  return chromium.launch({ executablePath, args: root ? [...FLAGS, '--no-sandbox'] : FLAGS })
}

/** Where a picture goes: kept beside the documents, or thrown away with the run's other traces. */
export type PicturePlace = 'docs' | 'artifacts'

/** Takes a picture of what the page shows and gives back its path. `name` has no ending. */
export async function screenshot(page: Page, name: string, place: PicturePlace): Promise<string> {
  const folder = place === 'docs' ? join('docs', 'images') : join('test', '.artifacts')
  const path = join(projectRoot, folder, `${name}.png`)
  mkdirSync(dirname(path), { recursive: true })
  await page.screenshot({ path, animations: 'disabled' })
  return path
}
