/** `npm run faults -- [--json FILE] [--only ADAPTER,...] [--seed N]`: the whole matrix. Exit 1 when a cell is not ok. */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { FAULTS } from './faults.ts'
import { ADAPTERS, type AdapterId } from './grounds.ts'
import { PLACES, runMatrix } from './matrix.ts'
import { seeded } from './seeded.ts'
import { tableOf } from './table.ts'

const AT_ONCE = 4

const { values } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string' }, seed: { type: 'string', default: '1' } },
})
const seed = Number(values.seed)
if (!Number.isSafeInteger(seed)) throw new RangeError('--seed takes a whole number')
const report = await runMatrix({
  faults: FAULTS,
  adapters: values.only === undefined ? ADAPTERS : adaptersIn(values.only),
  places: PLACES,
  random: seeded(seed),
  atOnce: AT_ONCE,
})
for (const line of tableOf(report)) process.stdout.write(`${line}\n`)
if (values.json !== undefined)
  await writeFile(values.json, `${JSON.stringify({ seed, ...report }, null, 1)}\n`)
process.exitCode = report.cells.every(({ ok }) => ok) ? 0 : 1

function adaptersIn(list: string): readonly AdapterId[] {
  return list.split(',').map((name) => {
    const found = ADAPTERS.find((adapter) => adapter === name.trim())
    if (found === undefined) throw new RangeError(`--only takes some of ${ADAPTERS.join(', ')}`)
    return found
  })
}
