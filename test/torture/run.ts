/**
 * `npm run torture -- [--minutes N] [--kills N] [--seed S]`: kills, stops, starves and misleads a ledger that follows a random chain
 * on a real bitcoind, and compares it with the node after each. Exit 1 when anything was lost, doubled or wrong, or when
 * a kind of fault never happened. `--kills`: once the minutes are over, on with kill -9 alone until there were that many.
 */
import { parseArgs } from 'node:util'
import { getBitcoind } from '../../electron/launch/get-bitcoind.ts'
import { createChance } from '../ground/provider-ground.ts'
import { torture } from './torture.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    kills: { type: 'string', default: '0' },
    seed: { type: 'string' },
  },
})
const minutes = Number(values.minutes)
const seed = values.seed === undefined ? undefined : Number(values.seed)
const kills = Number(values.kills)
if (!Number.isSafeInteger(kills) || kills < 0) throw new RangeError('--kills takes a whole number')
if (!(minutes > 0) || (seed !== undefined && !Number.isSafeInteger(seed)))
  throw new RangeError('--minutes takes a number above 0, --seed a whole number')
const log = (line: string): void => console.log(line)
const binary = await getBitcoind({ log, download: true })
if (binary.kind === 'missing') throw new Error(binary.reason)
const chance = createChance(seed)
log(`seed ${chance.seed}`)
const tallies = await torture(binary, {
  chance,
  until: Date.now() + minutes * 60_000,
  kills,
  stopMs: minutes >= 5 ? 60_000 : 1_000,
  log,
})
for (const { name, happened, tried } of tallies)
  log(`${String(happened).padStart(5)} of ${String(tried).padStart(4)} tries: ${name}`)
const never = tallies.filter(({ happened }) => happened === 0)
const sum = tallies.reduce((all, { happened }) => all + happened, 0)
log(`${sum} faults, ${never.length} kinds that never happened, nothing lost`)
process.exitCode = never.length === 0 ? 0 : 1
