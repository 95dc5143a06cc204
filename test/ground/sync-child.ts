/**
 * A process that syncs until it is killed: `node sync-child.ts URL COOKIE FOLDER PHASEFILE`. The first byte of
 * the phase file says what it is doing: R reading blocks, W inside the store's transaction, D done. What was
 * written there before a kill -9 stays, so the file proves where the kill hit.
 */
import { openSync, writeSync } from 'node:fs'
import { openEngine } from './engine-ground.ts'

const [url = '', cookieFile = '', folder = '', phaseFile = ''] = process.argv.slice(2)
const file = openSync(phaseFile, 'r+')
const enter = (phase: 'R' | 'W' | 'D'): void => void writeSync(file, phase, 0)

const engine = openEngine({ url, cookieFile }, folder, (store) => ({
  ...store,
  apply: async (update) => {
    enter('W')
    try {
      return await store.apply(update)
    } finally {
      enter('R')
    }
  },
}))
enter('R')
process.stdout.write('started\n')
await engine.toTip(10)
await engine.close()
enter('D')
