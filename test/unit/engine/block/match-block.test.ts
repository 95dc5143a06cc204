import { describe, expect, it } from 'vitest'
import { BlockFormatError } from '../../../../electron/engine/block/byte-reader.ts'
import { matchBlock } from '../../../../electron/engine/block/match-block.ts'
import { WatchTable } from '../../../../electron/engine/block/watch-table.ts'
import type { WatchSet } from '../../../../electron/engine/ports.ts'
import { blockHash, type Txid } from '../../../../shared/chain.ts'
import { blockBytes, COINBASE, txBytes, u32 } from './hand-made.ts'

const SCRIPT_A = `0014${'aa'.repeat(20)}`
const SCRIPT_B = `5120${'bb'.repeat(32)}`
const SHORT = '51'
const ALIEN = `0014${'cc'.repeat(20)}`

function watching(change: Partial<WatchSet> = {}): WatchTable {
  const script = (id: number, hex: string) => ({ id, scriptPubKey: Buffer.from(hex, 'hex'), activeAbove: 10 })
  return new WatchTable({
    version: 1,
    scripts: [script(1, SCRIPT_A), script(2, SCRIPT_B), script(3, SHORT)],
    outpoints: [],
    ...change,
  })
}

const coinbase = txBytes({ inputs: [COINBASE], outputs: [{ value: 50, script: SCRIPT_A }] })
const pays = txBytes({
  inputs: [{ txid: '11'.repeat(32), vout: 3 }],
  outputs: [
    { value: 1, script: ALIEN },
    { value: 2_100_000_000_000_000, script: SCRIPT_B },
    { value: 7, script: SHORT },
  ],
  witness: true,
})
const spendsIt = txBytes({ inputs: [{ txid: pays.txid, vout: 1 }], outputs: [{ value: 5, script: ALIEN }] })

describe('a raw block', () => {
  const block = blockBytes([coinbase.raw, pays.raw, spendsIt.raw])
  const at = { height: 11, hash: block.hash }

  it('yields what pays a watched script, with the txid without the witness', () => {
    const { txs, header } = matchBlock(block.raw, at, watching())
    expect(header).toMatchObject({
      height: 11,
      hash: block.hash,
      prevHash: '01'.repeat(32),
      time: 1_700_000_000,
    })
    expect(txs.map(({ txid }) => txid)).toEqual([coinbase.txid, pays.txid, spendsIt.txid])
    expect(txs[0]).toMatchObject({
      position: 0,
      coinbase: true,
      outputs: [{ vout: 0, script: 1, value: 50 }],
    })
    expect(txs[1]?.outputs).toEqual([
      { vout: 1, script: 2, value: 2_100_000_000_000_000 },
      { vout: 2, script: 3, value: 7 },
    ])
  })

  it('yields a spend of an output that the same block made', () => {
    const { txs } = matchBlock(block.raw, at, watching())
    expect(txs[2]).toMatchObject({ outputs: [], spends: [{ txid: pays.txid, vout: 1, vin: 0 }] })
  })

  it('yields a spend of a watched outpoint, and not of its neighbour', () => {
    const outpoint = (vout: number) => ({ txid: '11'.repeat(32) as Txid, vout, script: 1, activeAbove: 10 })
    const none = { scripts: [], outpoints: [outpoint(2)] }
    expect(matchBlock(block.raw, at, watching(none)).txs).toEqual([])
    const { txs } = matchBlock(block.raw, at, watching({ ...none, outpoints: [outpoint(2), outpoint(3)] }))
    expect(txs).toMatchObject([{ txid: pays.txid, spends: [{ vout: 3, vin: 0 }] }])
  })

  it('yields nothing for scripts whose coverage begins at or above it', () => {
    expect(matchBlock(block.raw, { ...at, height: 10 }, watching()).txs).toEqual([])
  })

  it('finds each of 5,000 scripts among the others', () => {
    const scripts = Array.from({ length: 5_000 }, (_, i) => ({
      id: i,
      scriptPubKey: Buffer.from(`0014${i.toString(16).padStart(8, '0')}${'77'.repeat(16)}`, 'hex'),
      activeAbove: 0,
    }))
    const table = new WatchTable({ version: 1, scripts, outpoints: [] })
    const found = scripts.map(
      ({ scriptPubKey }) => table.findScript(scriptPubKey, 0, scriptPubKey.length, 1)?.id,
    )
    expect(found).toEqual(scripts.map(({ id }) => id))
  })

  it('is refused when its header is another block’s', () => {
    const other = { height: 11, hash: blockHash('77'.repeat(32)) }
    expect(() => matchBlock(block.raw, other, watching())).toThrow(BlockFormatError)
  })

  it('is refused when bytes are left over', () => {
    expect(() => matchBlock(Buffer.concat([block.raw, Buffer.from([0])]), at, watching())).toThrow(
      'bytes left over',
    )
  })

  it('is refused wherever it is cut off', () => {
    for (let length = 0; length < block.raw.length; length++) {
      expect(() => matchBlock(block.raw.subarray(0, length), at, watching())).toThrow(BlockFormatError)
    }
  })

  it('is refused when a count cannot fit', () => {
    const raw = Buffer.concat([
      block.raw.subarray(0, 80),
      Buffer.from([0xfe, 0xff, 0xff, 0xff, 0x7f]),
      block.raw.subarray(81),
    ])
    expect(() => matchBlock(raw, at, watching())).toThrow('count too large')
  })

  it('is refused when it stands on another block than the one named, which is told from broken bytes', () => {
    const prevHash = blockHash('77'.repeat(32))
    expect(() => matchBlock(block.raw, { ...at, prevHash }, watching())).toThrow(
      expect.objectContaining({ problem: 'previous' }),
    )
    const header = { ...at, prevHash: blockHash('01'.repeat(32)) }
    expect(matchBlock(block.raw, header, watching()).txs).toHaveLength(3)
  })

  it('yields a spend only where it stands behind the output that it spends', () => {
    const turned = blockBytes([coinbase.raw, spendsIt.raw, pays.raw])
    const { txs } = matchBlock(turned.raw, { height: 11, hash: turned.hash }, watching())
    expect(txs.map(({ txid, spends }) => [txid, spends.length])).toEqual([
      [coinbase.txid, 0],
      [pays.txid, 0],
    ])
  })

  it('yields the spend of an output that an earlier block made', () => {
    const table = watching()
    const first = blockBytes([coinbase.raw, pays.raw])
    matchBlock(first.raw, { height: 11, hash: first.hash }, table)
    const next = blockBytes([
      txBytes({ inputs: [COINBASE], outputs: [{ value: 9, script: ALIEN }] }).raw,
      spendsIt.raw,
    ])
    const { txs } = matchBlock(next.raw, { height: 12, hash: next.hash }, table)
    expect(txs).toMatchObject([{ txid: spendsIt.txid, position: 1, spends: [{ txid: pays.txid, vout: 1 }] }])
  })

  it('is refused when its transactions are not those of the merkle root, and leaves no trace in the table', () => {
    const table = watching()
    const raw = Buffer.from(block.raw)
    raw.writeUInt8(6, raw.length - 4 - 22 - 1 - 8) // the last amount: 5 becomes 6
    expect(() => matchBlock(raw, at, table)).toThrow(expect.objectContaining({ problem: 'merkle' }))
    const key = Buffer.concat([Buffer.from(pays.txid, 'hex').reverse(), u32(1)])
    expect(table.hasOutpoint(key, 0, 11)).toBe(false)
    matchBlock(block.raw, at, table)
    expect(table.hasOutpoint(key, 0, 11)).toBe(true)
  })

  it('is refused when its end is repeated, although the merkle root is the same (CVE-2012-2459)', () => {
    const alien = txBytes({
      inputs: [{ txid: '22'.repeat(32), vout: 0 }],
      outputs: [{ value: 5, script: ALIEN }],
    })
    const sound = blockBytes([coinbase.raw, pays.raw, alien.raw])
    const repeated = Buffer.concat([
      sound.raw.subarray(0, 80),
      Buffer.of(4),
      sound.raw.subarray(81),
      alien.raw,
    ])
    const ref = { height: 11, hash: sound.hash }
    expect(matchBlock(sound.raw, ref, watching()).txs).toHaveLength(2)
    expect(() => matchBlock(repeated, ref, watching())).toThrow('transactions repeated')
  })

  it('is refused when the first transaction is no coinbase, as bytes of inner merkle nodes would be', () => {
    const headless = blockBytes([pays.raw, spendsIt.raw])
    expect(() => matchBlock(headless.raw, { height: 11, hash: headless.hash }, watching())).toThrow(
      'no coinbase',
    )
  })

  it('never yields an output that nobody can spend, even where its script is watched', () => {
    const scripts = [`6a${'00'.repeat(24)}`, `51${'00'.repeat(10_000)}`]
    const tx = txBytes({ inputs: [COINBASE], outputs: scripts.map((script) => ({ value: 1, script })) })
    const only = blockBytes([tx.raw])
    const watched = scripts.map((hex, id) => ({ id, scriptPubKey: Buffer.from(hex, 'hex'), activeAbove: 0 }))
    const table = watching({ scripts: watched })
    expect(table.scriptCount).toBe(0)
    expect(matchBlock(only.raw, { height: 11, hash: only.hash }, table).txs).toEqual([])
  })

  it('yields scripts of every length from none to 10,000 bytes', () => {
    const lengths = [0, 1, 2, 3, 4, 6, 7, 8, 10, 11, 22, 34, 67, 0xfc, 0xfd, 0xfe, 300, 9_999, 10_000]
    const scripts = lengths.map((length) => '52'.repeat(length))
    const outputs = scripts.map((script, i) => ({ value: i, script }))
    // Backwards as well: the shortest script then ends right before the lock time, the end of the block.
    for (const order of [outputs, outputs.toReversed()]) {
      const tx = txBytes({ inputs: [COINBASE], outputs: order })
      const only = blockBytes([tx.raw])
      const watched = scripts.map((hex, id) => ({
        id,
        scriptPubKey: Buffer.from(hex, 'hex'),
        activeAbove: 0,
      }))
      const { txs } = matchBlock(only.raw, { height: 11, hash: only.hash }, watching({ scripts: watched }))
      expect(txs[0]?.outputs).toEqual(order.map(({ value }, vout) => ({ vout, script: value, value })))
    }
  })

  it.each([0, 1, 6, 7, 0xfc, 0xfd, 10_000])(
    'yields a script of %i bytes that is all there is to find',
    (length) => {
      const hex = '52'.repeat(length)
      const only = blockBytes([txBytes({ inputs: [COINBASE], outputs: [{ value: 3, script: hex }] }).raw])
      const scripts = [{ id: 4, scriptPubKey: Buffer.from(hex, 'hex'), activeAbove: 0 }]
      const { txs } = matchBlock(only.raw, { height: 11, hash: only.hash }, watching({ scripts }))
      expect(txs).toMatchObject([{ outputs: [{ vout: 0, script: 4, value: 3 }] }])
    },
  )

  it('yields a spend within the block where the transactions before concern nobody', () => {
    const nobody = txBytes({ inputs: [COINBASE], outputs: [{ value: 9, script: ALIEN }] })
    const within = blockBytes([nobody.raw, pays.raw, spendsIt.raw])
    const { txs } = matchBlock(within.raw, { height: 11, hash: within.hash }, watching())
    expect(txs.map(({ txid, position }) => [txid, position])).toEqual([
      [pays.txid, 1],
      [spendsIt.txid, 2],
    ])
  })

  it('yields hits among more inputs, outputs and witness items than one byte can count', () => {
    const inputs = Array.from({ length: 300 }, (_, i) => ({ txid: '33'.repeat(32), vout: i }))
    const outputs = Array.from({ length: 70_000 }, (_, i) => ({
      value: i,
      script: i === 69_999 ? SCRIPT_A : ALIEN,
    }))
    const large = txBytes({ inputs, outputs, witness: true, items: 260 })
    const only = blockBytes([
      txBytes({ inputs: [COINBASE], outputs: [{ value: 9, script: ALIEN }] }).raw,
      large.raw,
    ])
    const outpoint = { txid: '33'.repeat(32) as Txid, vout: 299, script: 1, activeAbove: 0 }
    const { txs } = matchBlock(only.raw, { height: 11, hash: only.hash }, watching({ outpoints: [outpoint] }))
    expect(txs).toMatchObject([
      { txid: large.txid, outputs: [{ vout: 69_999, value: 69_999 }], spends: [{ vout: 299, vin: 299 }] },
    ])
  })

  it('matches scripts that were added later, and has the version they came with', () => {
    const table = watching({ scripts: [] })
    expect(matchBlock(block.raw, at, table).txs).toEqual([])
    table.addScripts([{ id: 8, scriptPubKey: Buffer.from(SCRIPT_B, 'hex'), activeAbove: 10 }], 2)
    expect(table.version).toBe(2)
    expect(matchBlock(block.raw, at, table).txs[0]?.outputs).toMatchObject([{ script: 8 }])
  })

  it.each([
    ['a count longer than it needs to be', Buffer.of(0xfd, 3, 0), 'count not minimal at byte 80'],
    ['a count above what Bitcoin Core reads', Buffer.of(0xfe, 1, 0, 0, 2), 'count too large at byte 80'],
    ['no transactions', Buffer.of(0), 'at byte 80'],
  ])('is refused for %s', (_, count, message) => {
    const raw = Buffer.concat([block.raw.subarray(0, 80), count, block.raw.subarray(81)])
    expect(() => matchBlock(raw, at, watching())).toThrow(message)
  })

  it('is refused for a witness without items and for a flag that nobody knows', () => {
    const plain = blockBytes([coinbase.raw])
    const start = plain.raw.subarray(0, 81 + 4)
    const body = plain.raw.subarray(81 + 4, -4)
    const withFlag = (flag: number) => Buffer.concat([start, Buffer.of(0, flag), body, Buffer.of(0), u32(0)])
    const ref = { height: 11, hash: plain.hash }
    expect(() => matchBlock(withFlag(1), ref, watching())).toThrow('empty witness')
    expect(() => matchBlock(withFlag(2), ref, watching())).toThrow('unknown flag at byte 86')
  })
})
