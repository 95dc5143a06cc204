/** What a node says of the whole history of scripts, asked in two ways; each a line an output, as `toldHistory` tells it. */
import type { RegtestNode } from '../../electron/launch/regtest-node.ts'
import { satsFromBtc } from '../../shared/amounts.ts'

interface Output {
  readonly line: string
  spent: string
}

const UNSPENT = '- -'
const sats = (btc: number): number => satsFromBtc(btc.toFixed(8))

const tell = (outputs: Iterable<Output>): readonly string[] =>
  Array.from(outputs, ({ line, spent }) => `${line} ${spent}`)

/** The hashes of the blocks on the chain, from the first above genesis on. */
export async function hashesAbove(node: RegtestNode, height: number): Promise<readonly string[]> {
  const tip = await node.rpc<number>('getblockcount')
  const hashes: string[] = [] // one after the other: the node's work queue is short
  for (let at = height + 1; at <= tip; at++) hashes.push(await node.rpc<string>('getblockhash', [at]))
  return hashes
}

interface Block {
  readonly height: number
  readonly tx: readonly {
    readonly txid: string
    readonly vin: readonly { readonly txid?: string; readonly vout?: number }[]
    readonly vout: readonly {
      readonly value: number
      readonly n: number
      readonly scriptPubKey: { hex: string }
    }[]
  }[]
}

/** By reading every block in full, without any index or filter. */
export async function naiveHistory(
  node: RegtestNode,
  hashes: readonly string[],
  scripts: ReadonlySet<string>,
): Promise<readonly string[]> {
  const outputs = new Map<string, Output>()
  for (const hash of hashes) {
    const { height, tx: txs } = await node.rpc<Block>('getblock', [hash, 2])
    for (const { txid, vin, vout } of txs) {
      for (const input of vin) {
        const spent = outputs.get(`${input.txid}:${input.vout}`)
        if (spent) spent.spent = `${txid} ${height}`
      }
      for (const { n, value, scriptPubKey } of vout)
        if (scripts.has(scriptPubKey.hex)) {
          const line = `${scriptPubKey.hex} ${txid}:${n} ${sats(value)} ${height}`
          outputs.set(`${txid}:${n}`, { line, spent: UNSPENT })
        }
    }
  }
  return tell(outputs.values())
}

interface Receipt {
  readonly type: 'receive'
  readonly txid: string
  readonly vout: number
  readonly amount: number
  readonly height: number
  readonly output_spk: { readonly hex: string }
}

interface Spend {
  readonly type: 'spend'
  readonly spend_txid: string
  readonly prevout_txid: string
  readonly prevout_vout: number
  readonly height: number
}

/** By `getdescriptoractivity` over all of these blocks. Throws where a spend is named without its receipt. */
export async function activityHistory(
  node: RegtestNode,
  hashes: readonly string[],
  scripts: ReadonlySet<string>,
): Promise<readonly string[]> {
  const descriptors = Array.from(scripts, (script) => `raw(${script})`)
  const { activity } = await node.rpc<{ activity: readonly (Receipt | Spend)[] }>('getdescriptoractivity', [
    hashes,
    descriptors,
    false,
  ])
  const outputs = new Map<string, Output>()
  for (const one of activity)
    if (one.type === 'receive') {
      const line = `${one.output_spk.hex} ${one.txid}:${one.vout} ${sats(one.amount)} ${one.height}`
      outputs.set(`${one.txid}:${one.vout}`, { line, spent: UNSPENT })
    }
  for (const one of activity)
    if (one.type === 'spend') {
      const output = outputs.get(`${one.prevout_txid}:${one.prevout_vout}`)
      if (!output) throw new Error('the node names a spend of what nobody received')
      output.spent = `${one.spend_txid} ${one.height}`
    }
  return tell(outputs.values())
}

/** Whether the node has the call: Bitcoin Core 29 and its relatives do. */
export async function hasActivity(node: RegtestNode): Promise<boolean> {
  return !(await node.rpc<string>('help', ['getdescriptoractivity'])).startsWith('help: unknown')
}
