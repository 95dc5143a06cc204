/**
 * `npm run chains -- [--count N] [--seed S]`: 10,000 random chains by default, each of its own seed from S on, played to
 * scanner and ledger and compared with a naive model. Exit 1 at the first that differs; its seed is printed.
 */
import { randomInt } from 'node:crypto'
import { commandOptions, SEED } from '../ground/command-options.ts'
import { type Played, playChain } from './play.ts'

const EVERY = 250

const { count, seed = randomInt(2 ** 31) } = commandOptions('npm run chains -- [--count N] [--seed S]', {
  count: { takes: 'whole', least: 1, fallback: 10_000 },
  seed: SEED,
})
console.log(`seeds ${seed} to ${seed + count - 1}`)
const sum = new Map<string, number>()
const begun = performance.now()
for (let n = 0; n < count; n++) {
  const played: Played = await playChain(seed + n)
  for (const [name, value] of Object.entries(played)) sum.set(name, (sum.get(name) ?? 0) + Number(value))
  if ((n + 1) % EVERY === 0 || n + 1 === count)
    console.log(
      `${n + 1} chains in ${((performance.now() - begun) / 1000).toFixed(0)} s: ${JSON.stringify(Object.fromEntries(sum))}`,
    )
}
