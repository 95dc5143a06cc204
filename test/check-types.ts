/** Runs the type checker over each of the small tsconfigs; fails when one of them does. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
let failed = false
for (const project of ['shared', 'electron', 'renderer', 'test']) {
  const run = spawnSync('tsc', ['-p', project], { cwd: root, stdio: 'inherit' })
  if (run.error) throw run.error
  failed ||= run.status !== 0
}
process.exitCode = failed ? 1 : 0
