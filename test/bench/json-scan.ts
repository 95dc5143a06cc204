/** The peer of the scanner: `getblock` verbosity 2, JSON.parse, and look-ups in Maps. How it is usually done. */
import { readFile } from 'node:fs/promises'
import { Agent, request } from 'undici'
import { readAhead } from '../../electron/engine/read-ahead.ts'
import type { RegtestNode } from '../../electron/launch/regtest-node.ts'
import type { ScanOutcome, ScanRange } from './sync-range.ts'

/** As many blocks in flight as our scanner keeps. */
const WINDOW = 4

interface JsonBlock {
  readonly tx: readonly {
    readonly txid: string
    readonly vin: readonly { readonly txid?: string; readonly vout?: number }[]
    readonly vout: readonly {
      readonly value: number
      readonly n: number
      readonly scriptPubKey: { readonly hex: string }
    }[]
  }[]
}

type Call = <T>(method: string, params: readonly unknown[], signal: AbortSignal) => Promise<T>

/** Reads the range and gives back what is unspent at its end. */
export async function scanByJson(
  node: RegtestNode,
  range: ScanRange,
  signal: AbortSignal,
): Promise<ScanOutcome> {
  const agent = new Agent({ connections: WINDOW })
  try {
    const call = await createCall(node, agent)
    const heights = Array.from({ length: range.to - range.from }, (_, index) => range.from + 1 + index)
    const fetchBlock = async (height: number, s: AbortSignal): Promise<JsonBlock> =>
      call<JsonBlock>('getblock', [await call<string>('getblockhash', [height], s), 2], s)
    const started = performance.now()
    const scripts = new Map(range.scripts.map((script, index) => [script, index]))
    const unspent = new Map<string, number>()
    for await (const { value } of readAhead(heights, { fetchOne: fetchBlock, window: WINDOW }, signal))
      match(value, scripts, unspent)
    const total = [...unspent.values()].reduce((sum, value) => sum + value, 0)
    const seconds = (performance.now() - started) / 1000
    return { blocks: heights.length, unspent: unspent.size, total, seconds }
  } finally {
    await agent.close()
  }
}

function match(block: JsonBlock, scripts: ReadonlyMap<string, number>, unspent: Map<string, number>): void {
  for (const tx of block.tx) {
    for (const input of tx.vin) unspent.delete(`${input.txid}:${input.vout}`)
    for (const output of tx.vout) {
      if (!scripts.has(output.scriptPubKey.hex)) continue
      unspent.set(`${tx.txid}:${output.n}`, Math.round(output.value * 1e8))
    }
  }
}

async function createCall(node: RegtestNode, dispatcher: Agent): Promise<Call> {
  const cookie = await readFile(node.cookieFile, 'utf8')
  const headers = { authorization: `Basic ${Buffer.from(cookie).toString('base64')}` }
  return async <T>(method: string, params: readonly unknown[], signal: AbortSignal) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
    const reply = await request(node.url, { method: 'POST', headers, body, dispatcher, signal })
    const { result } = (await reply.body.json()) as { result?: T } // what this method is known to return
    if (result === undefined) throw new Error(`${method} failed`)
    return result
  }
}
