/** A process of its own with the real streams and signals, over a scripted host. Run by process.test.ts. */

import { interruptSignal } from '../../../electron/cli/interrupt-signal.ts'
import { runCli } from '../../../electron/cli/run-cli.ts'
import { silentLog } from '../../../electron/log.ts'
import { SAMPLE_WATCH } from '../../fakes/contract-samples.ts'
import { scriptedHost } from '../../fakes/scripted-host.ts'
import { paperServer } from './run.ts'

const { stdout, stderr, stdin } = process
const many = Array.from({ length: 50_000 }, (_, id) => ({ ...SAMPLE_WATCH, id }))

const host = scriptedHost({
  'portfolio.list': () => Promise.resolve(many),
  'scan.sync': (_input, signal) => {
    stderr.write('syncing\n')
    return new Promise((_resolve, reject) => {
      const held = setInterval(() => undefined, 1_000) // as a socket would, this keeps the process alive
      signal.addEventListener('abort', () => {
        clearInterval(held)
        reject(signal.reason as Error)
      })
    })
  },
})

const code = await runCli(process.argv.slice(2), {
  createHost: host.createHost,
  startServer: () => Promise.resolve(paperServer()),
  openBrowser: () => undefined,
  stdout,
  stderr,
  stdin,
  env: {},
  platform: 'linux',
  homeDir: '/',
  rendererDir: '/',
  now: Date.now,
  log: silentLog,
  interrupt: interruptSignal(),
})
stderr.write(`stopped ${host.stopped}\n`)
process.exit(code)
