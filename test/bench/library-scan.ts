/** A scanner as one writes it with libraries: undici.request, bitcoinjs-lib's blocks, and look-ups in Sets. */
import { Block } from 'bitcoinjs-lib'
import { Agent, request } from 'undici'
import { readAhead } from '../../electron/engine/read-ahead.ts'
import type { RegtestNode } from '../../electron/launch/regtest-node.ts'
import type { ScanOutcome, ScanRange } from './sync-range.ts'

/** As many connections as our scanner has. */
const WINDOW = 4

/** Reads the range by REST and gives back what is unspent at its end. Finding the hashes is not timed. */
export async function scanByLibrary(
  node: RegtestNode,
  range: ScanRange,
  signal: AbortSignal,
): Promise<ScanOutcome> {
  const agent = new Agent({ connections: WINDOW })
  try {
    const hashes: string[] = []
    for (let height = range.from + 1; height <= range.to; height++)
      hashes.push(await node.rpc<string>('getblockhash', [height]))
    const fetchOne = async (hash: string, s: AbortSignal): Promise<Uint8Array> => {
      const reply = await request(`${node.url}/rest/block/${hash}.bin`, { dispatcher: agent, signal: s })
      return new Uint8Array(await reply.body.arrayBuffer())
    }
    const started = performance.now()
    const scripts = new Set(range.scripts.map((hex) => Buffer.from(hex, 'hex').toString('latin1')))
    const unspent = new Map<string, number>()
    for await (const { value } of readAhead(hashes, { fetchOne, window: WINDOW }, signal))
      match(Block.fromBuffer(value), scripts, unspent)
    const total = [...unspent.values()].reduce((sum, value) => sum + value, 0)
    const seconds = (performance.now() - started) / 1000
    return { blocks: hashes.length, unspent: unspent.size, total, seconds }
  } finally {
    await agent.close()
  }
}

function match(block: Block, scripts: ReadonlySet<string>, unspent: Map<string, number>): void {
  for (const tx of block.transactions ?? []) {
    for (const { hash, index } of tx.ins) unspent.delete(`${latin1(hash)}:${index}`)
    for (const [vout, { script, value }] of tx.outs.entries()) {
      if (scripts.has(latin1(script))) unspent.set(`${latin1(tx.getHash())}:${vout}`, Number(value))
    }
  }
}

/** The cheapest string of bytes there is. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
