import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BlockFormatError } from '../../../electron/engine/block/byte-reader.ts'
import { matchBlock } from '../../../electron/engine/block/match-block.ts'
import { WatchTable } from '../../../electron/engine/block/watch-table.ts'
import type { WatchSet } from '../../../electron/engine/ports.ts'
import { type BlockHash, blockHash, type Txid } from '../../../shared/chain.ts'

/** A legacy or segwit transaction in the network's own serialisation. */
interface TxParts {
  readonly inputs: readonly { readonly txid: string; readonly vout: number }[]
  readonly outputs: readonly { readonly value: number; readonly script: string }[]
  readonly witness?: boolean
}

const SCRIPT_A = `0014${'aa'.repeat(20)}`
const SCRIPT_B = `5120${'bb'.repeat(32)}`
const SHORT = '51'
const ALIEN = `0014${'cc'.repeat(20)}`
const COINBASE = { txid: '0'.repeat(64), vout: 0xffffffff }

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}
const amount = (value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
const reversed = (hex: string): Buffer => Buffer.from(hex, 'hex').reverse()
const sha256d = (bytes: Uint8Array): Buffer =>
  createHash('sha256').update(createHash('sha256').update(bytes).digest()).digest()
const displayed = (bytes: Uint8Array): string => Buffer.from(bytes).reverse().toString('hex')

function txBytes({ inputs, outputs, witness = false }: TxParts): { raw: Buffer; txid: string } {
  const body = Buffer.concat([
    Buffer.from([inputs.length]),
    ...inputs.flatMap(({ txid, vout }) => [reversed(txid), u32(vout), Buffer.from([0]), u32(0xffffffff)]),
    Buffer.from([outputs.length]),
    ...outputs.flatMap(({ value, script }) => [
      amount(value),
      Buffer.from([script.length / 2]),
      Buffer.from(script, 'hex'),
    ]),
  ])
  const legacy = Buffer.concat([u32(2), body, u32(0)])
  const items = Buffer.concat(inputs.map(() => Buffer.from([2, 1, 0xff, 2, 0xee, 0xee])))
  const raw = witness ? Buffer.concat([u32(2), Buffer.from([0, 1]), body, items, u32(0)]) : legacy
  return { raw, txid: displayed(sha256d(legacy)) }
}

function blockBytes(txs: readonly Buffer[]): { raw: Buffer; hash: BlockHash } {
  const header = Buffer.concat([
    u32(4),
    Buffer.alloc(32, 1),
    Buffer.alloc(32, 2),
    u32(1_700_000_000),
    u32(0),
    u32(9),
  ])
  return {
    raw: Buffer.concat([header, Buffer.from([txs.length]), ...txs]),
    hash: blockHash(displayed(sha256d(header))),
  }
}

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
})

const folder = process.env['TIDEMARK_BLOCKS'] ?? join(import.meta.dirname, '../../../../shared/data/blocks')
const recorded = [
  ['mainnet-413567', '0000000000000000025aff8be8a55df8f89c77296db6198f272d6577325d4069'],
  ['mainnet-702861', '00000000000000000000c835b2adcaedc20fdf6ee440009c249452c726dafae'.padStart(64, '0')],
] as const

if (existsSync(folder)) {
  describe('a recorded block', () => {
    it.each(recorded)(
      '%s is read to its last byte without a match where nothing is watched',
      (name, hash) => {
        const raw = readFileSync(join(folder, `${name}.raw`))
        const at = { height: 1, hash: displayed(sha256d(raw.subarray(0, 80))) as BlockHash }
        expect(at.hash.replace(/^0+/, '')).toBe(hash.replace(/^0+/, ''))
        const { txs } = matchBlock(raw, at, new WatchTable({ version: 1, scripts: [], outpoints: [] }))
        expect(txs).toEqual([])
      },
    )
  })
} else console.log('No folder of recorded blocks (TIDEMARK_BLOCKS): only blocks of our own making are read.')
