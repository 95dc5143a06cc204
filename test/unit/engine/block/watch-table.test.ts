import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { scanBlock } from '../../../../electron/engine/block/scan-block.ts'
import { WatchTable } from '../../../../electron/engine/block/watch-table.ts'
import type { Txid } from '../../../../shared/chain.ts'
import { blockBytes, COINBASE, txBytes } from './hand-made.ts'

const script = fc.oneof(
  fc.uint8Array({ minLength: 0, maxLength: 12 }),
  fc.uint8Array({ minLength: 13, maxLength: 80 }),
  // The same beginning: they share the filter's word.
  fc
    .uint8Array({ minLength: 1, maxLength: 3 })
    .map((tail) => Uint8Array.from([0, 0x14, ...Array(17).fill(7), ...tail])),
)
const spendable = script.filter((bytes) => bytes[0] !== 0x6a)
const height = fc.integer({ min: -1, max: 5 })
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

it('The table finds what a Map would find, whatever scripts are loaded, added and asked for', () => {
  const asked = fc.array(fc.tuple(script, height), { maxLength: 60 })
  fc.assert(
    fc.property(
      fc.array(fc.tuple(spendable, height), { maxLength: 200 }),
      fc.nat(200),
      asked,
      (all, loaded, others) => {
        const watched = all.map(([scriptPubKey, activeAbove], id) => ({ id, scriptPubKey, activeAbove }))
        const map = new Map<string, (typeof watched)[number]>()
        for (const one of watched) if (!map.has(hex(one.scriptPubKey))) map.set(hex(one.scriptPubKey), one)
        const table = new WatchTable(
          { version: 1, scripts: watched.slice(0, loaded), outpoints: [] },
          { a: 1, b: 0 },
        )
        for (const one of watched.slice(loaded)) table.addScripts([one], 2)
        expect(table.scriptCount).toBe(map.size)
        for (const [bytes, at] of [...all, ...others]) {
          const padded = Uint8Array.from([1, ...bytes, 2])
          const expected = map.get(hex(bytes))
          const { id, activeAbove } = expected ?? { id: -1, activeAbove: at }
          expect(table.findScript(padded, 1, bytes.length, at)).toEqual(
            activeAbove < at ? { id, activeAbove } : null,
          )
        }
      },
    ),
    { numRuns: 200 },
  )
})

it('The table finds outpoints as a Map would, those added later too, and the first one wins', () => {
  const txid = fc.constantFrom(...Array.from({ length: 40 }, (_, i) => Buffer.alloc(32, i % 7).fill(i, 20)))
  const outpoint = fc.tuple(txid, fc.constantFrom(0, 1, 2, 0xffff_ffff), height)
  fc.assert(
    fc.property(fc.array(outpoint, { maxLength: 150 }), fc.nat(150), (all, loaded) => {
      const watched = all.map(([id, vout, activeAbove]) => ({
        txid: id.toString('hex') as Txid,
        vout,
        activeAbove,
      }))
      const initial = watched.slice(0, loaded).map((one) => ({ ...one, script: 1 }))
      const table = new WatchTable({ version: 1, scripts: [], outpoints: initial })
      for (const one of watched.slice(loaded)) table.addOutpoint(one)
      const map = new Map(watched.toReversed().map((one) => [`${one.txid}:${one.vout}`, one.activeAbove]))
      for (const vout of [0, 1, 2, 3, 0xffff_ffff])
        for (const [id] of all) {
          const key = Buffer.alloc(37)
          key.set(Buffer.from(id).reverse(), 1)
          key.writeUInt32LE(vout, 33)
          const activeAbove = map.get(`${id.toString('hex')}:${vout}`) ?? 9
          for (const at of [0, 3, 6]) expect(table.hasOutpoint(key, 1, at)).toBe(activeAbove < at)
        }
    }),
    { numRuns: 100 },
  )
})

it('The filter lets everything pass that is watched, under every seed, before and after it grew', () => {
  const scripts = Array.from(
    { length: 9_000 },
    (_, i) => `0014${i.toString(16).padStart(40, i % 2 ? 'a' : '0')}`,
  )
  const tx = txBytes({ inputs: [COINBASE], outputs: scripts.map((one) => ({ value: 1, script: one })) })
  const { raw } = blockBytes([tx.raw])
  const watched = scripts.map((one, id) => ({ id, scriptPubKey: Buffer.from(one, 'hex'), activeAbove: 0 }))
  for (const seed of [
    { a: 1, b: 0 },
    { a: 0x7fff_ffff, b: 1 },
    { a: -1, b: -1 },
  ]) {
    const table = new WatchTable({ version: 1, scripts: watched.slice(0, 10), outpoints: [] }, seed)
    const before = table.filters
    table.addScripts(watched.slice(10), 2)
    expect(table.filters).not.toBe(before)
    expect(scanBlock(raw, table.filters, table.candidates)).toBe(true)
    const outputs = table.candidates.places.subarray(0, table.candidates.count).filter((place) => place < 0)
    expect(outputs).toHaveLength(scripts.length)
  }
})

it('A million scripts and outpoints would take at most 100 bytes each, as 100,000 do', () => {
  const scripts = Array.from({ length: 100_000 }, (_, id) => {
    const scriptPubKey = Buffer.alloc(34, 0x51)
    scriptPubKey.writeUInt32LE(Math.imul(id, 0x9e37_79b1) >>> 0, 3)
    return { id, scriptPubKey, activeAbove: 0 }
  })
  const empty = new WatchTable({ version: 1, scripts: [], outpoints: [] }).byteLength
  const table = new WatchTable({ version: 1, scripts, outpoints: [] })
  expect((table.byteLength - empty) / scripts.length).toBeLessThan(100)
})

it('A table that is made in pieces is the one that is made at once, and others have their turn meanwhile', async () => {
  const scripts = Array.from({ length: 12_000 }, (_, id) => ({
    id,
    scriptPubKey: Uint8Array.of(0, 4, 7, 7, id >> 8, id & 255),
    activeAbove: id % 3,
  }))
  const outpoints = scripts.map(({ id }) => ({
    txid: id.toString(16).padStart(64, '0') as Txid,
    vout: 1,
    script: id,
    activeAbove: 0,
  }))
  const set = { version: 4, scripts, outpoints }
  let pauses = 0
  const made = await WatchTable.inPieces(set, async () => {
    pauses += 1
  })
  const whole = new WatchTable(set)
  expect(pauses).toBe(6)
  for (const { scriptPubKey } of [...scripts, { scriptPubKey: Uint8Array.of(0, 4, 7, 7, 7, 7, 7) }]) {
    const found = (table: WatchTable) => table.findScript(scriptPubKey, 0, scriptPubKey.length, 2)
    expect(found(made)).toEqual(found(whole))
  }
  const about = ({ version, scriptCount, outpointCount, byteLength, hasUnfiltered }: WatchTable) => [
    version,
    scriptCount,
    outpointCount,
    byteLength,
    hasUnfiltered,
  ]
  expect(about(made)).toEqual(about(whole))
})
