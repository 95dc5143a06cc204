/** scan.flat: whether a million watched scripts cost more a block than ten, with everything around the matching. */
import type { RegtestNode } from '../../../electron/launch/regtest-node.ts'
import type { BenchChain } from '../chain.ts'
import { LEAST_ROUNDS, measurePair } from '../measure.ts'
import { createRandom } from '../random.ts'
import { type PreparedLedger, prepareLedger, requireSame, scanInto } from '../sync-range.ts'
import type { RowDefinition } from '../types.ts'

const MANY = 1_000_000
const FEW = 10
const SEED = 11

/** Time a block, so lower is better. Both find the same, and both have their scripts loaded before the time runs. */
export const scanFlat: RowDefinition = {
  id: 'scan.flat',
  what: '1,000,000 watched scripts, a scan into a fresh ledger | 10 scripts, of which it finds the same',
  unit: 'ms/block',
  better: 'lower',
  target: 1.3,
  async measure(ground, signal) {
    const { node, chain } = await ground.chain()
    const paid = await holders(node, chain)
    const few = { from: chain.from, to: chain.to, scripts: paid }
    const many = { ...few, scripts: [...paid, ...unpaid(MANY - FEW)] }
    ground.log(`  making a ledger of ${MANY} scripts, seed ${SEED} ...`)
    const ledgers: PreparedLedger[] = []
    try {
      const ofMany = await prepareLedger(node, many, signal)
      ledgers.push(ofMany)
      const ofFew = await prepareLedger(node, few, signal)
      ledgers.push(ofFew)
      const scan = (ledger: PreparedLedger) => scanInto(ledger, node, few, 1, signal)
      requireSame(await scan(ofMany), await scan(ofFew))
      const time = async (ledger: PreparedLedger): Promise<number> => {
        const { seconds, blocks } = await scan(ledger)
        return (seconds * 1000) / blocks
      }
      return await measurePair(
        { ours: () => time(ofMany), peer: () => time(ofFew), rounds: LEAST_ROUNDS, log: ground.log },
        signal,
      )
    } finally {
      for (const ledger of ledgers) await ledger.dispose()
    }
  },
}

/** Ten of the scripts that hold something when the range ends: a scan must find it. */
async function holders(node: RegtestNode, { watched }: BenchChain): Promise<readonly string[]> {
  const { unspents } = await node.rpc<{ unspents: readonly { scriptPubKey: string }[] }>('scantxoutset', [
    'start',
    watched.map((script) => `raw(${script})`),
  ])
  const held = new Set(unspents.map(({ scriptPubKey }) => scriptPubKey))
  const found = watched.filter((script) => held.has(script)).slice(0, FEW)
  if (found.length < FEW) throw new Error('too few scripts hold anything at the end of the chain')
  return found
}

/** Scripts of the usual shape that the chain does not hold. */
function unpaid(count: number): string[] {
  const random = createRandom(SEED)
  return Array.from({ length: count }, () => `0014${random.bytes(20).toString('hex')}`)
}
