/** `npm run faults -- [--json FILE] [--only ADAPTER,...] [--seed N]`: the whole matrix. Exit 1 when a cell is not ok. */
import { writeFile } from 'node:fs/promises'
import { commandOptions } from '../ground/command-options.ts'
import { FAULTS } from './faults.ts'
import { ADAPTERS, type AdapterId } from './grounds.ts'
import { PLACES, runMatrix } from './matrix.ts'
import { seeded } from './seeded.ts'
import { tableOf } from './table.ts'

const AT_ONCE = 4

const USAGE = 'npm run faults -- [--json FILE] [--only ADAPTER,...] [--seed N]'

const { json, only, seed } = commandOptions(USAGE, {
  json: { takes: 'text' },
  only: { takes: 'text' },
  seed: { takes: 'whole', fallback: 1 },
})
const report = await runMatrix({
  faults: FAULTS,
  adapters: only === undefined ? ADAPTERS : adaptersIn(only),
  places: PLACES,
  random: seeded(seed),
  atOnce: AT_ONCE,
})
for (const line of tableOf(report)) process.stdout.write(`${line}\n`)
if (json !== undefined) await writeFile(json, `${JSON.stringify({ seed, ...report }, null, 1)}\n`)
process.exitCode = report.cells.every(({ ok }) => ok) ? 0 : 1

function adaptersIn(list: string): readonly AdapterId[] {
  return list.split(',').map((name) => {
    const found = ADAPTERS.find((adapter) => adapter === name.trim())
    if (found === undefined) throw new RangeError(`--only takes some of ${ADAPTERS.join(', ')}`)
    return found
  })
}
