/** Watch sets for blocks: a few things that are in them, and as many more as wanted that are not. */
import { mapBlock } from '../../electron/engine/block/block-map.ts'
import { ByteReader } from '../../electron/engine/block/byte-reader.ts'
import { txidOf } from '../../electron/engine/block/hash.ts'
import { isSpendable } from '../../electron/engine/block/watch-keys.ts'
import type { WatchedOutpoint, WatchedScript, WatchSet } from '../../electron/engine/ports.ts'
import type { Txid } from '../../shared/chain.ts'
import type { BenchBlock } from './blocks.ts'
import { createRandom, type Random } from './random.ts'

/** `scripts` and `outpoints` in all, of which `drawn` each come from the blocks. */
export interface WatchCount {
  readonly scripts: number
  readonly outpoints: number
  readonly drawn: number
}

/** The set that follows from the blocks and the seed. */
export function drawWatchSet(blocks: readonly BenchBlock[], count: WatchCount, seed: number): WatchSet {
  const random = createRandom(seed)
  const drawn = Array.from({ length: count.drawn }, () =>
    drawFrom(blocks[random.below(blocks.length)], random),
  )
  const scripts = Array.from(
    { length: count.scripts },
    (_, id): WatchedScript => ({ id, scriptPubKey: drawn[id]?.script ?? madeUp(random), activeAbove: -1 }),
  )
  const outpoints = Array.from({ length: count.outpoints }, (_, i): WatchedOutpoint => {
    const { txid, vout } = drawn[i] ?? {
      txid: random.bytes(32).toString('hex') as Txid,
      vout: random.below(4),
    }
    return { txid, vout, script: 0, activeAbove: -1 }
  })
  return { version: 1, scripts, outpoints }
}

function drawFrom(
  block: BenchBlock | undefined,
  random: Random,
): { readonly script: Uint8Array; readonly txid: Txid; readonly vout: number } {
  if (!block) throw new RangeError('no blocks to draw from')
  const map = mapBlock(block.raw)
  const at = map.inputAt[1 + random.below(map.inputAt.length - 1)] ?? 0
  const outpoint = new ByteReader(block.raw, at + 32).uint32()
  const txid = txidOf(block.raw.subarray(at, at + 32))
  const drawn = () => drawScript(block.raw, map.txStart[random.below(map.txCount)] ?? 0, random)
  let script = drawn()
  while (!isSpendable(script, 0, script.length)) script = drawn()
  return { script, txid, vout: outpoint }
}

/** One of the outputs of the transaction that begins at `start`. */
function drawScript(raw: Uint8Array, start: number, random: Random): Uint8Array {
  const reader = new ByteReader(raw, start)
  reader.skip(raw[start + 4] === 0 ? 6 : 4)
  for (let left = reader.count(1); left > 0; left--) {
    reader.skip(36)
    reader.skip(reader.count(1))
    reader.skip(4)
  }
  const outputs = reader.count(1)
  let script = new Uint8Array(0)
  for (let left = 1 + random.below(outputs); left > 0; left--) {
    reader.skip(8)
    const length = reader.count(1)
    const at = reader.skip(length)
    script = raw.slice(at, at + length)
  }
  return script
}

function madeUp(random: Random): Uint8Array {
  const taproot = random.below(2) === 0
  const bytes = taproot ? [0x51, 0x20] : [0x00, 0x14]
  return Buffer.concat([Buffer.from(bytes), random.bytes(taproot ? 32 : 20)])
}
