import { describe, expect, it } from 'vitest'
import { createBlockMemory } from '../../../../electron/engine/block/block-memory.ts'
import { MAX_BLOCK_BYTES } from '../../../../electron/engine/block/byte-reader.ts'
import { matchBlock } from '../../../../electron/engine/block/match-block.ts'
import { WatchTable } from '../../../../electron/engine/block/watch-table.ts'
import { drawWatchSet } from '../../../bench/block-watches.ts'
import { syntheticBlocks } from '../../../bench/blocks.ts'
import { blockBytes, COINBASE, txBytes } from './hand-made.ts'

const WATCHED = `0014${'aa'.repeat(20)}`
const OTHER = `0014${'cc'.repeat(20)}`
const coinbase = txBytes({ inputs: [COINBASE], outputs: [{ value: 9, script: OTHER }] })

function watching(script: string): WatchTable {
  const scripts = [{ id: 1, scriptPubKey: Buffer.from(script, 'hex'), activeAbove: 0 }]
  return new WatchTable({ version: 1, scripts, outpoints: [] })
}

/** A function that puts a block where blocks are received. */
function receiver(): (raw: Uint8Array) => Uint8Array {
  const [room = Buffer.alloc(0)] = createBlockMemory(1).rooms
  return (raw) => {
    room.set(raw)
    return room.subarray(0, raw.length)
  }
}

describe('memory for blocks', () => {
  it('gives a block the same hits where it was received as in any other memory', () => {
    const { rooms } = createBlockMemory(3)
    for (const [index, block] of syntheticBlocks(3, 100_000).entries()) {
      const set = drawWatchSet([block], { scripts: 100, outpoints: 100, drawn: 30 }, index)
      const room = rooms[index]
      room?.set(block.raw)
      const there = room?.subarray(0, block.raw.length) ?? new Uint8Array()
      const hits = matchBlock(block.raw, block.at, new WatchTable(set))
      expect(hits.txs.length).toBeGreaterThan(20)
      expect(matchBlock(there, block.at, new WatchTable(set))).toEqual(hits)
    }
  })

  it('knows what each of two tables found in the block before, however much that was, when they take turns', () => {
    for (const count of [1, 200, 700]) {
      const receive = receiver()
      const outputs = [{ value: 1, script: WATCHED }]
      const pays = Array.from({ length: count }, (_, vout) =>
        txBytes({ inputs: [{ txid: '11'.repeat(32), vout }], outputs }),
      )
      const spends = pays.map(({ txid }) =>
        txBytes({ inputs: [{ txid, vout: 0 }], outputs: [{ value: 5, script: OTHER }] }),
      )
      const first = blockBytes([coinbase, ...pays].map(({ raw }) => raw))
      const next = blockBytes([coinbase, ...spends].map(({ raw }) => raw))
      const at = { height: 11, hash: first.hash }
      const above = { height: 12, hash: next.hash }
      const [own, others] = [watching(WATCHED), watching(OTHER)]
      expect(matchBlock(receive(first.raw), at, others).txs).toMatchObject([{ txid: coinbase.txid }])
      expect(matchBlock(receive(first.raw), at, own).txs).toHaveLength(count)
      const turn = matchBlock(receive(next.raw), above, own).txs
      expect(turn.map(({ txid }) => txid)).toEqual(spends.map(({ txid }) => txid))
      expect(matchBlock(receive(next.raw), above, others).txs).toHaveLength(count + 1)
    }
  })

  it('takes a block in with filters too large for the place of small ones, and a small one between', () => {
    const scripts = Array.from({ length: 200_000 }, (_, id) => {
      const scriptPubKey = Buffer.from(OTHER, 'hex')
      scriptPubKey.writeUInt32LE(Math.imul(id, 0x9e37_79b1) >>> 0, 3)
      return { id, scriptPubKey, activeAbove: 0 }
    })
    const many = new WatchTable({ version: 1, scripts, outpoints: [] })
    const paid = scripts.filter(({ id }) => id % 50_000 === 0)
    const outputs = paid.map(({ scriptPubKey }) => ({ value: 1, script: scriptPubKey.toString('hex') }))
    const tx = txBytes({ inputs: [COINBASE], outputs: [...outputs, { value: 2, script: WATCHED }] })
    const block = blockBytes([tx.raw])
    const raw = receiver()(block.raw)
    const at = { height: 1, hash: block.hash }
    const found = (table: WatchTable) =>
      matchBlock(raw, at, table).txs[0]?.outputs.map(({ script }) => script)
    for (let turn = 0; turn < 2; turn++) {
      expect(found(many)).toEqual(paid.map(({ id }) => id))
      expect(found(watching(WATCHED))).toEqual([1])
    }
  })

  it('has no room for more bytes than a block can hold: they are refused, and it says where', () => {
    const sound = blockBytes([coinbase.raw])
    const raw = Buffer.concat([sound.raw, Buffer.alloc(MAX_BLOCK_BYTES)])
    const match = () => matchBlock(raw, { height: 1, hash: sound.hash }, watching(OTHER))
    expect(match).toThrow(expect.objectContaining({ problem: 'left_over', offset: MAX_BLOCK_BYTES }))
  })
})
