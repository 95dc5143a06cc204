/**
 * `npm run against-core -- [--scripts N] [--blocks N] [--chains N] [--seed S]`: by default one random chain of 300 blocks
 * and 10,000 scripts of all types on a real node, compared with scantxoutset, getdescriptoractivity and every block read
 * in full. Each chain's seed is its own, from S on. Exit 1 at the first that differs.
 */
import { getBitcoind } from '../../electron/launch/get-bitcoind.ts'
import { commandOptions, SEED } from '../ground/command-options.ts'
import { createChance } from '../ground/provider-ground.ts'
import { againstCore } from './against-core.ts'

const USAGE = 'npm run against-core -- [--scripts N] [--blocks N] [--chains N] [--seed S]'

const {
  scripts,
  blocks,
  chains,
  seed: given,
} = commandOptions(USAGE, {
  scripts: { takes: 'whole', least: 1, fallback: 10_000 },
  blocks: { takes: 'whole', least: 1, fallback: 300 },
  chains: { takes: 'whole', least: 1, fallback: 1 },
  seed: SEED,
})
const log = (line: string): void => console.log(line)
const binary = await getBitcoind({ log, download: true })
if (binary.kind === 'missing') throw new Error(binary.reason)
const { seed } = createChance(given)
for (let n = 0; n < chains; n++) {
  log(`seed ${seed + n}`)
  const begun = performance.now()
  const { chain, ...compared } = await againstCore(binary, {
    chance: createChance(seed + n),
    scripts,
    blocks,
    log,
  })
  log(
    `${JSON.stringify(compared)} ${JSON.stringify(chain)} in ${((performance.now() - begun) / 1000).toFixed(0)} s`,
  )
}
