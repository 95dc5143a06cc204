/** A naive ledger: every block in full, balances by walking all of them. What the real one is compared with. */
import type { MatchedTx, ScriptId } from '../../../electron/engine/ports.ts'
import type { BlockHash, BlockHeader } from '../../../shared/chain.ts'
import { type Coin, hashOf, out, tx } from './world.ts'

export interface ModelCoin {
  readonly name: string
  readonly script: ScriptId
  readonly value: number
  readonly height: number
  readonly coinbase: boolean
}

export interface ModelTx {
  readonly name: string
  readonly pays: readonly (readonly [ScriptId, number])[]
  readonly spends: readonly string[]
  readonly coinbase: boolean
}

export interface ModelBlock {
  readonly header: BlockHeader
  readonly txs: readonly ModelTx[]
}

/** Coins by name (`tx:vout`) that are unspent after `blocks`. */
export function unspentOf(blocks: readonly ModelBlock[]): ReadonlyMap<string, ModelCoin> {
  const coins = new Map<string, ModelCoin>()
  for (const { header, txs } of blocks) {
    for (const { name, pays, spends, coinbase } of txs) {
      for (const spend of spends) coins.delete(spend)
      for (const [vout, [script, value]] of pays.entries())
        coins.set(`${name}:${vout}`, {
          name: `${name}:${vout}`,
          script,
          value,
          height: header.height,
          coinbase,
        })
    }
  }
  return coins
}

const outpointOf = (coin: string) => {
  const at = coin.lastIndexOf(':')
  return out(coin.slice(0, at), Number(coin.slice(at + 1)))
}

/** A block's transactions as a matcher that watches exactly `scripts` and `held` coins gives them. */
export function matched(
  txs: readonly ModelTx[],
  scripts: ReadonlySet<ScriptId>,
  held: ReadonlySet<string>,
): readonly MatchedTx[] {
  const known = new Set(held)
  return txs.flatMap(({ name, pays, spends, coinbase }) => {
    const found = tx(name, {
      pays,
      spends: spends.filter((coin) => known.has(coin)).map(outpointOf),
      coinbase,
    })
    const outputs = found.outputs.filter(({ script }) => scripts.has(script))
    for (const { vout } of outputs) known.add(`${name}:${vout}`)
    return outputs.length + found.spends.length > 0 ? [{ ...found, outputs }] : []
  })
}

/** The key by which coins of both ledgers are compared. */
export function keyOf(coin: ModelCoin): string {
  const { txid, vout } = outpointOf(coin.name)
  return `${txid}:${vout} ${coin.value} ${coin.height}`
}

/** A model coin as a snapshot gives it. */
export function toSnapshotCoin({ name, script, value, height, coinbase }: ModelCoin): Coin {
  return { ...outpointOf(name), script, value, height, coinbase }
}

/** The header on top of `below`. */
export function headerOn(below: BlockHeader, name: string): BlockHeader {
  const hash: BlockHash = hashOf(name)
  return { height: below.height + 1, hash, prevHash: below.hash, time: below.time + 600 }
}
