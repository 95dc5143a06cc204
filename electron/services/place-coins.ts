/** Which chain and index each found coin belongs to: what the node says of it is tried, and must derive its script. */

import type { Network } from '../../shared/chain.ts'
import { say } from '../../shared/said.ts'
import type { ParsedAccount } from '../engine/accounts/account-key.ts'
import type { Deriver } from '../engine/accounts/deriver.ts'
import type { PlacedCoin } from '../engine/accounts/diagnose.ts'
import { NodeError } from '../engine/node-error.ts'
import type { DescribedOutput } from '../engine/ports.ts'

export interface PlacingGround {
  readonly network: Network
  readonly deriver: Pick<Deriver, 'derive'>
  readonly chains: readonly {
    readonly account: ParsedAccount
    readonly descriptor: string
    readonly chain: number
  }[]
  /** Indices of each chain that were looked at. */
  readonly range: number
  /** Scripts (hex) that are watched. */
  readonly watched: ReadonlySet<string>
}

type Place = Pick<PlacedCoin, 'account' | 'chain' | 'index'>

/** Indices this close are derived in one go: a key takes longer to read than some of its children. */
const NEAR = 32

/** Rejects with a `NodeError` (`fault`) for a coin that was not asked for. */
export async function placeCoins(
  ground: PlacingGround,
  outputs: readonly DescribedOutput[],
  signal: AbortSignal,
): Promise<readonly PlacedCoin[]> {
  const wanted = new Set(outputs.map(({ scriptPubKey }) => scriptPubKey))
  const hints = [...new Set(outputs.flatMap(({ described }) => indicesIn(described)))]
  const places = await placesOf(ground, wanted, runsOf(hints, ground.range), signal)
  const lost = [...wanted].some((script) => !places.has(script))
  const all = lost
    ? await placesOf(ground, wanted, [{ from: 0, count: ground.range }], signal) // a node that does not say where
    : places
  return outputs.map((output) => {
    const place = all.get(output.scriptPubKey)
    if (place === undefined) throw new NodeError('fault', say('node_stray_coin'))
    return { ...place, sats: output.value, at: output.at, watched: ground.watched.has(output.scriptPubKey) }
  })
}

interface Run {
  readonly from: number
  readonly count: number
}

async function placesOf(
  { network, deriver, chains }: PlacingGround,
  wanted: ReadonlySet<string>,
  runs: readonly Run[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Place>> {
  const places = new Map<string, Place>()
  for (const { account, descriptor, chain } of chains) {
    for (const { from, count } of account.ranged ? runs : [{ from: 0, count: 1 }]) {
      for (const { index, scriptPubKey } of await deriver.derive(descriptor, network, from, count, signal)) {
        const script = Buffer.from(scriptPubKey).toString('hex')
        if (wanted.has(script)) places.set(script, { account, chain, index })
      }
    }
  }
  return places
}

/** The last steps of the paths in a description such as `wpkh([d34db33f/84h/0h/0h/0/7]02...)`. */
function indicesIn(described: string): readonly number[] {
  return [...described.matchAll(/\/(\d+)\]/g)].map(([, index]) => Number(index))
}

function runsOf(hints: readonly number[], range: number): readonly Run[] {
  const runs: { from: number; count: number }[] = []
  for (const index of hints.filter((hint) => hint < range).toSorted((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last !== undefined && index - (last.from + last.count) < NEAR) last.count = index - last.from + 1
    else runs.push({ from: index, count: 1 })
  }
  return runs
}
