/**
 * `npm run torture -- [--minutes N] [--kills N] [--seed S]`: kills, stops, starves and misleads a ledger that follows a random chain
 * on a real bitcoind, and compares it with the node after each. Exit 1 when anything was lost, doubled or wrong, or when
 * a kind of fault never happened. `--kills`: once the minutes are over, on with kill -9 alone until there were that many.
 */
import { getBitcoind } from '../../electron/launch/get-bitcoind.ts'
import { commandOptions, SEED } from '../ground/command-options.ts'
import { createChance } from '../ground/provider-ground.ts'
import { torture } from './torture.ts'

const { minutes, kills, seed } = commandOptions('npm run torture -- [--minutes N] [--kills N] [--seed S]', {
  minutes: { takes: 'number', least: 0.01, fallback: 10 },
  kills: { takes: 'whole', least: 0, fallback: 0 },
  seed: SEED,
})
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
