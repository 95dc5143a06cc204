/**
 * `npm run against-core -- [--scripts N] [--blocks N] [--chains N] [--seed S]`: by default one random chain of 300 blocks
 * and 10,000 scripts of all types on a real node, compared with scantxoutset, getdescriptoractivity and every block read
 * in full. Each chain's seed is its own, from S on. Exit 1 at the first that differs.
 */
import { parseArgs } from 'node:util'
import { getBitcoind } from '../../electron/launch/get-bitcoind.ts'
import { createChance } from '../ground/provider-ground.ts'
import { againstCore } from './against-core.ts'

const { values } = parseArgs({
  options: {
    scripts: { type: 'string', default: '10000' },
    blocks: { type: 'string', default: '300' },
    chains: { type: 'string', default: '1' },
    seed: { type: 'string' },
  },
})
const [scripts, blocks, chains] = [Number(values.scripts), Number(values.blocks), Number(values.chains)]
const given = values.seed === undefined ? undefined : Number(values.seed)
for (const number of [scripts, blocks, chains])
  if (!Number.isSafeInteger(number) || number < 1) throw new RangeError('whole numbers above 0 are taken')
if (given !== undefined && !Number.isSafeInteger(given)) throw new RangeError('--seed takes a whole number')
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
