import { describe, expect, it, onTestFinished } from 'vitest'
import { WatchTable } from '../../../electron/engine/block/watch-table.ts'
import {
  createMempoolReader,
  FETCHED_PER_LOOK,
  type MempoolLook,
} from '../../../electron/engine/match-mempool.ts'
import type { ChainSource } from '../../../electron/engine/ports.ts'
import { GENESIS_HASH, NO_HASH, type Txid, txid } from '../../../shared/chain.ts'
import { failure, result, startFakeBitcoind } from '../../fakes/bitcoind-server.ts'
import { coinbaseTx, HandChain, type HandTx, payTx } from '../../fakes/hand-chain.ts'
import { handSource } from '../../fakes/hand-chain-source.ts'
import { connect, forever } from '../bitcoind/connect.ts'

const OURS = `0014${'11'.repeat(20)}`
const THEIRS = `0014${'22'.repeat(20)}`

const table = (...more: readonly string[]): WatchTable =>
  new WatchTable({
    version: 1 + more.length,
    scripts: [OURS, ...more].map((script, n) => ({
      id: n + 1,
      scriptPubKey: Buffer.from(script, 'hex'),
      activeAbove: 0,
    })),
    outpoints: [],
  })
const pays = (script = OURS, value = 1_000): HandTx => payTx([{ script, value }])
const spends = (parent: HandTx, script = THEIRS): HandTx =>
  payTx([{ script, value: 900 }], [{ txid: parent.txid, vout: 0 }])

/** A mempool on a chain by hand, looked at pass by pass; `change` replaces what the node does in one of them. */
function looking() {
  const chain = new HandChain()
  chain.mineTo(3)
  let watch = table()
  const asked: Txid[] = []
  const source = handSource(chain).chain
  const counted: ChainSource = {
    ...source,
    mempoolTransactions: (txids, signal) => {
      asked.push(...txids)
      return source.mempoolTransactions(txids, signal)
    },
  }
  let change: Partial<ChainSource> = {}
  const bend =
    (name: keyof ChainSource): ((...args: unknown[]) => unknown) =>
    (...args) =>
      Reflect.apply((change[name] ?? counted[name]) as (...args: unknown[]) => unknown, counted, args)
  const bent = Object.fromEntries(Object.keys(counted).map((name) => [name, bend(name as keyof ChainSource)]))
  const reader = createMempoolReader(bent as unknown as ChainSource, { now: () => 7 })
  async function look(pending: readonly Txid[] = [], changes: Partial<ChainSource> = {}) {
    asked.length = 0
    change = changes
    const position = { cursor: chain.tip, ahead: [], joins: false, watchVersion: 1 }
    return reader.look(position, pending, watch, forever)
  }
  const put = (...txs: HandTx[]): void => {
    for (const { txid, raw } of txs) chain.mempool.set(txid, raw)
  }
  const listing = (...txs: HandTx[]): Partial<ChainSource> => ({
    mempoolTxids: async () => txs.map(({ txid }) => txid),
  })
  const watchToo = (...scripts: readonly string[]): void => {
    watch = table(...scripts)
  }
  return { chain, look, put, asked, listing, reader, watchToo, table: () => watch }
}

const seenIn = (pass: MempoolLook | null): readonly Txid[] | undefined =>
  pass?.update.seen.map(({ txid }) => txid)

describe('one look at the mempool', () => {
  it('asks for nothing twice, and forgets what has left', async () => {
    const { chain, look, put, asked, reader } = looking()
    const [first, second] = [pays(), pays(THEIRS)]
    put(first, second)
    expect(seenIn(await look())).toEqual([first.txid])
    expect(seenIn(await look())).toEqual([])
    expect(asked).toEqual([])
    chain.mempool.delete(second.txid)
    await look()
    expect(reader.known()).toBe(1)
    put(second)
    await look()
    expect(asked).toEqual([second.txid])
  })

  it('believes what has left only where the tip was the same before and after', async () => {
    const { chain, look, put } = looking()
    const paid = pays()
    put(paid)
    await look()
    const mined = look([paid.txid], {
      mempoolTxids: async () => {
        chain.mine([paid])
        return []
      },
    })
    expect(await mined).toBeNull()
    expect((await look([paid.txid]))?.update.evicted).toEqual([paid.txid])
  })

  it('remembers nothing of a look during which a block came: a parent that it took may have been missed', async () => {
    const { chain, look, put, listing } = looking()
    const parent = pays()
    const child = spends(parent)
    put(parent, child)
    const torn = {
      ...listing(parent, child),
      mempoolTransactions: async () => {
        chain.mine([parent])
        return new Map([[child.txid, child.raw]])
      },
    }
    expect(await look([], torn)).toBeNull()
    put(parent) // and the block is left again
    expect(seenIn(await look())).toEqual([parent.txid, child.txid])
  })

  it('asks again for one that was gone when it was asked for', async () => {
    const { look, put, listing } = looking()
    const paid = pays()
    expect(seenIn(await look([], listing(paid)))).toEqual([])
    put(paid)
    expect(seenIn(await look())).toEqual([paid.txid])
  })

  it('finds a child again whose parent was gone when both were listed, and came back', async () => {
    const { look, put, listing } = looking()
    const parent = pays()
    const child = spends(parent)
    put(child)
    expect(seenIn(await look([], listing(parent, child)))).toEqual([])
    put(parent)
    expect(seenIn(await look())).toEqual([parent.txid, child.txid])
    expect(seenIn(await look())).toEqual([])
  })

  it('finds a child again whose parent a block has brought', async () => {
    const { look, put, table: watch } = looking()
    const parent = pays()
    const child = spends(parent)
    put(child)
    expect(seenIn(await look())).toEqual([])
    watch().addOutpoint({ txid: parent.txid, vout: 0, activeAbove: 0 }) // as the reader of blocks does
    expect(seenIn(await look())).toEqual([child.txid])
  })

  it('loses nothing that it found in a look that failed', async () => {
    const { look, put } = looking()
    const paid = pays()
    put(paid)
    const broken = {
      view: async () => {
        throw new Error('the node is gone')
      },
    }
    await expect(look([], broken)).rejects.toThrow('the node is gone')
    expect(seenIn(await look())).toEqual([paid.txid])
  })

  it('asks for what may concern a new script, and for nothing else', async () => {
    const { look, put, asked, watchToo } = looking()
    const short = '51024e74' // too short for the words that are remembered
    const [paid, other, odd] = [pays(), pays(THEIRS), pays(short)]
    const child = spends(other, `0014${'33'.repeat(20)}`)
    put(child, ...Array.from({ length: 300 }, (_, n) => pays(`0014${'44'.repeat(20)}`, n)), paid, other, odd)
    expect(seenIn(await look())).toEqual([paid.txid])
    watchToo(THEIRS)
    expect(new Set(seenIn(await look()))).toEqual(new Set([paid.txid, other.txid, child.txid]))
    expect(asked.length).toBeLessThanOrEqual(5) // a few pass the filter by chance
    watchToo(THEIRS, short)
    expect(seenIn(await look())).toContain(odd.txid)
  })

  it('finds chains in whatever order they are listed', async () => {
    const { look, put } = looking()
    const parent = pays()
    const child = spends(parent, OURS)
    const grandchild = spends(child)
    put(grandchild, child, parent)
    expect(new Set(seenIn(await look()))).toEqual(new Set([parent.txid, child.txid, grandchild.txid]))
  })

  it('says what a payment of ours stands on, through those that it builds on, and finds who takes it', async () => {
    const { look, put, chain, listing } = looking()
    const from = payTx([{ script: THEIRS, value: 5_000 }])
    const parent = spends(from)
    const paid = spends(parent, OURS)
    put(paid, parent)
    const seen = (await look())?.update.seen ?? []
    expect(seen.find((tx) => tx.txid === paid.txid)?.claims).toEqual([
      { txid: parent.txid, vout: 0, via: paid.txid },
      { txid: from.txid, vout: 0, via: parent.txid },
    ])
    chain.mempool.clear()
    const rival = payTx([{ script: THEIRS, value: 4_000 }], [{ txid: from.txid, vout: 0 }])
    put(rival, pays(THEIRS))
    const after = await look([paid.txid], listing(rival))
    expect(after?.update).toMatchObject({
      evicted: [paid.txid],
      seen: [{ txid: rival.txid, outputs: [], spends: [{ txid: from.txid, vout: 0 }] }],
    })
  })

  it('says of no payment that it left before everything was read: what took its place may be in the rest', async () => {
    const { look, put } = looking()
    const { raw } = pays(THEIRS)
    const strangers = Array.from({ length: FETCHED_PER_LOOK + 1 }, (_, n) => ({
      txid: txid((0x10_0000 + n).toString(16).padStart(64, '8')),
      raw,
      parts: pays(THEIRS).parts,
    }))
    put(...strangers)
    const gone = pays()
    expect((await look([gone.txid]))?.update).toMatchObject({ partial: true, evicted: [] })
    expect((await look([gone.txid]))?.update.evicted).toEqual([gone.txid])
  })

  it('says once more what was found before everything was read, with what has left: that is what it replaced', async () => {
    const { look, put, table: watch } = looking()
    const { raw, parts } = pays(THEIRS)
    const strangers = Array.from({ length: FETCHED_PER_LOOK }, (_, n) => ({
      txid: txid((0x10_0000 + n).toString(16).padStart(64, '8')),
      raw,
      parts,
    }))
    const from = payTx([{ script: THEIRS, value: 5_000 }])
    const gone = pays()
    const rival = spends(from)
    watch().addClaims([{ txid: from.txid, vout: 0 }])
    put(rival, ...strangers)
    expect((await look([gone.txid]))?.update).toMatchObject({ partial: true, evicted: [] })
    const whole = await look([gone.txid])
    expect(whole?.update.evicted).toEqual([gone.txid])
    expect(seenIn(whole)).toEqual([rival.txid])
    expect(seenIn(await look())).toEqual([])
  })

  it('never takes a coinbase for pending, whoever lists it', async () => {
    const { look, put } = looking()
    const [coinbase, paid] = [coinbaseTx([{ script: OURS, value: 5_000 }]), pays()]
    put(coinbase, paid)
    expect(seenIn(await look())).toEqual([paid.txid])
  })
})

describe('what a look costs the node', () => {
  it('is one list and one batch for 10 new transactions among 5,000, and the list alone when nothing is new', async () => {
    const fake = await startFakeBitcoind()
    const node = connect(fake.url)
    onTestFinished(async () => {
      await node.close()
      await fake.close()
    })
    const all = Array.from({ length: 5_010 }, (_, n) => pays(THEIRS, n))
    const raws = new Map(all.map(({ txid, raw }) => [txid as string, raw.toString('hex')]))
    let listed = 5_000
    fake.on('getrawmempool', () => result(all.slice(0, listed).map(({ txid }) => txid)))
    fake.on('getrawtransaction', ([id]) => {
      const raw = raws.get(String(id))
      return raw === undefined ? failure(-5, 'No such mempool transaction') : result(raw)
    })
    const hash = GENESIS_HASH.regtest
    const cursor = { height: 0, hash, prevHash: NO_HASH, time: 0 }
    const position = { cursor, ahead: [], joins: false, watchVersion: 1 }
    const watch = table()
    const reader = createMempoolReader(node.chain, Date)
    async function cost() {
      const before = { requests: fake.requests(), asked: fake.asked.length }
      await reader.look(position, [], watch, forever)
      const asked = fake.asked.slice(before.asked)
      const count = (method: string): number => asked.filter((name) => name === method).length
      const requests = fake.requests() - before.requests
      return { requests, lists: count('getrawmempool'), fetched: count('getrawtransaction') }
    }
    expect(await cost()).toEqual({ requests: 1 + 50 + 1, lists: 1, fetched: 5_000 })
    listed = 5_010
    expect(await cost()).toEqual({ requests: 1 + 1 + 1, lists: 1, fetched: 10 }) // the last one is the tip
    expect(await cost()).toEqual({ requests: 1 + 1, lists: 1, fetched: 0 })
    expect(reader.known()).toBe(5_010)
  })
})

describe('a mempool of 50,000 transactions', () => {
  const SIZE = 50_000

  /** Children are listed before their parents. The many others have made-up txids and one piece of bytes. */
  function large() {
    const ground = looking()
    const parents = Array.from({ length: 50 }, (_, n) => pays(OURS, n + 1))
    const children = parents.map((parent) => spends(parent))
    const { raw } = pays(THEIRS)
    const strangers = Array.from({ length: SIZE - 100 }, (_, n) => ({
      txid: txid(n.toString(16).padStart(64, '7')),
      raw,
    }))
    const listed = [...children, ...strangers, ...parents]
    for (const { txid: id, raw: bytes } of listed) ground.chain.mempool.set(id, bytes)
    return { ...ground, ours: new Set([...parents, ...children].map((tx) => tx.txid)) }
  }

  /** As every node does: an answer takes a turn of the loop at least. */
  const slowly = (chain: HandChain): Partial<ChainSource> => ({
    mempoolTransactions: async (txids, signal) => {
      await new Promise((resolve) => setImmediate(resolve))
      return handSource(chain).chain.mempoolTransactions(txids, signal)
    },
  })

  it('is read in looks of bounded size, each of which lets others have their turn', async () => {
    const { look, chain, reader, ours } = large()
    const seen = new Set<Txid>()
    let looks = 0
    let turns = 0
    let left = 1
    const turn = (): void => {
      turns += 1
      if (left > 0) setImmediate(turn)
    }
    setImmediate(turn)
    for (let before = SIZE + 1; left > 0; before = left) {
      const known = reader.known()
      const got = await look([], slowly(chain))
      if (got === null) throw new Error('the tip stands still')
      expect(reader.known() - known).toBeLessThanOrEqual(FETCHED_PER_LOOK)
      expect(got.update.partial).toBe(got.left > 0 ? true : undefined)
      left = got.left
      expect(left).toBeLessThan(before)
      for (const { txid } of got.update.seen) seen.add(txid)
      looks += 1
    }
    expect(seen).toEqual(ours)
    expect(looks).toBeGreaterThanOrEqual(SIZE / FETCHED_PER_LOOK)
    expect(turns).toBeGreaterThan(SIZE / 1_000)
  })

  it('is not read again for a new script, nor after a block', async () => {
    const { look, asked, watchToo, chain, put } = large()
    while ((await look())?.left !== 0);
    const mine = pays(`0014${'55'.repeat(20)}`)
    put(mine)
    chain.mine([])
    await look()
    expect(asked).toEqual([mine.txid])
    watchToo(`0014${'55'.repeat(20)}`)
    expect(seenIn(await look())).toContain(mine.txid)
    expect(asked.length).toBeLessThan(SIZE / 100)
  })
})
