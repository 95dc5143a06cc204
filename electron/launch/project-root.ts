import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The checkout's root folder, absolute. These scripts run from source, two folders below it. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url))

/** True when the module with this `import.meta.url` is what Node was told to run. `import.meta.main` needs 24.2. */
export function isEntryPoint(moduleUrl: string): boolean {
  const started = process.argv[1]
  return started !== undefined && realpathSync(started) === fileURLToPath(moduleUrl)
}
