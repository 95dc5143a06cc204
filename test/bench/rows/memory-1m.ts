/** memory.1m: what a million watched scripts take in a process that scans, above one that watches ten. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { LEAST_ROUNDS, measurePair } from '../measure.ts'
import { prepareStore } from '../store-ground.ts'
import type { RowDefinition } from '../types.ts'

const MANY = 1_000_000
const IDLE = 10
const MB = 1_000_000
const CHILD = fileURLToPath(new URL('../memory-child.ts', import.meta.url))
const run = promisify(execFile)

/** There is nobody to compare with: the peer is one MB, so that the ratio is the figure. */
export const memory1m: RowDefinition = {
  id: 'memory.1m',
  what: 'resident memory of the scanner with 1,000,000 scripts, above that with ten | 1 MB',
  unit: 'MB',
  better: 'lower',
  target: 250,
  async measure({ log }, signal) {
    log(`  making a ledger of ${MANY} scripts ...`)
    const many = await prepareStore(MANY)
    try {
      const few = await prepareStore(IDLE)
      try {
        const ours = async (): Promise<number> => {
          const idle = await residentMemory(few.file, signal)
          const full = await residentMemory(many.file, signal)
          return (full - idle) / MB
        }
        return await measurePair({ ours, peer: async () => 1, rounds: LEAST_ROUNDS, log }, signal)
      } finally {
        await few.dispose()
      }
    } finally {
      await many.dispose()
    }
  },
}

async function residentMemory(file: string, signal: AbortSignal): Promise<number> {
  const { stdout } = await run(process.execPath, ['--expose-gc', CHILD, file], { signal })
  const bytes = Number(stdout)
  if (!(bytes > 0)) throw new Error(`the child said ${stdout}`)
  return bytes
}
