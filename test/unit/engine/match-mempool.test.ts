import { describe, expect, it, onTestFinished } from 'vitest'
import { WatchTable } from '../../../electron/engine/block/watch-table.ts'
import {
  EMPTY_MEMORY,
  type MempoolMemory,
  type MempoolPass,
  readMempool,
} from '../../../electron/engine/match-mempool.ts'
import type { ChainSource } from '../../../electron/engine/ports.ts'
import { GENESIS_HASH, NO_HASH, type Txid } from '../../../shared/chain.ts'
import { failure, result, startFakeBitcoind } from '../../fakes/bitcoind-server.ts'
import { coinbaseTx, HandChain, type HandTx, payTx } from '../../fakes/hand-chain.ts'
import { handSource } from '../../fakes/hand-chain-source.ts'
import { connect, forever } from '../bitcoind/connect.ts'

const OURS = `0014${'11'.repeat(20)}`
const THEIRS = `0014${'22'.repeat(20)}`

const table = (): WatchTable =>
  new WatchTable({
    version: 1,
    scripts: [{ id: 1, scriptPubKey: Buffer.from(OURS, 'hex'), activeAbove: 0 }],
    outpoints: [],
  })
const pays = (script = OURS, value = 1_000): HandTx => payTx([{ script, value }])
const spends = (parent: HandTx, script = THEIRS): HandTx =>
  payTx([{ script, value: 900 }], [{ txid: parent.txid, vout: 0 }])

/** A mempool on a chain by hand, looked at pass by pass; `change` replaces what the node does in one of them. */
function looking() {
  const chain = new HandChain()
  chain.mineTo(3)
  const watch = table()
  let memory: MempoolMemory = EMPTY_MEMORY
  const asked: Txid[] = []
  const source = handSource(chain).chain
  const counted: ChainSource = {
    ...source,
    mempoolTransactions: (txids, signal) => {
      asked.push(...txids)
      return source.mempoolTransactions(txids, signal)
    },
  }
  async function look(pending: readonly Txid[] = [], change: Partial<ChainSource> = {}) {
    asked.length = 0
    const position = { cursor: chain.tip, ahead: [], needSnapshot: 0, joining: 0, watchVersion: 1 }
    const from = { ...counted, ...change }
    const pass = await readMempool(from, position, pending, memory, watch, { now: () => 7 }, forever)
    if (pass !== null) ({ memory } = pass)
    return pass
  }
  const put = (...txs: HandTx[]): void => {
    for (const { txid, raw } of txs) chain.mempool.set(txid, raw)
  }
  const listing = (...txs: HandTx[]): Partial<ChainSource> => ({
    mempoolTxids: async () => txs.map(({ txid }) => txid),
  })
  return { chain, look, put, asked, listing, memory: () => memory }
}

const seenIn = (pass: MempoolPass | null): readonly Txid[] | undefined =>
  pass?.update.seen.map(({ txid }) => txid)

describe('one look at the mempool', () => {
  it('asks for nothing twice, and forgets what has left', async () => {
    const { chain, look, put, asked, memory } = looking()
    const [first, second] = [pays(), pays(THEIRS)]
    put(first, second)
    expect(seenIn(await look())).toEqual([first.txid])
    expect(seenIn(await look())).toEqual([])
    expect(asked).toEqual([])
    chain.mempool.delete(second.txid)
    await look()
    expect([...memory().known]).toEqual([first.txid])
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
    expect(seenIn(await look())).toEqual([parent.txid])
    expect(seenIn(await look())).toEqual([child.txid, parent.txid])
    expect(seenIn(await look())).toEqual([])
  })

  it('finds chains in whatever order they are listed', async () => {
    const { look, put } = looking()
    const parent = pays()
    const child = spends(parent, OURS)
    const grandchild = spends(child)
    put(grandchild, child, parent)
    expect(new Set(seenIn(await look()))).toEqual(new Set([parent.txid, child.txid, grandchild.txid]))
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
    const position = { cursor, ahead: [], needSnapshot: 0, joining: 0, watchVersion: 1 }
    const watch = table()
    let memory = EMPTY_MEMORY
    async function cost() {
      const before = { requests: fake.requests(), asked: fake.asked.length }
      const pass = await readMempool(node.chain, position, [], memory, watch, Date, forever)
      memory = pass?.memory ?? memory
      const asked = fake.asked.slice(before.asked)
      const count = (method: string): number => asked.filter((name) => name === method).length
      const requests = fake.requests() - before.requests
      return { requests, lists: count('getrawmempool'), fetched: count('getrawtransaction') }
    }
    expect(await cost()).toEqual({ requests: 1 + 50 + 1, lists: 1, fetched: 5_000 })
    listed = 5_010
    expect(await cost()).toEqual({ requests: 1 + 1 + 1, lists: 1, fetched: 10 }) // the last one is the tip
    expect(await cost()).toEqual({ requests: 1 + 1, lists: 1, fetched: 0 })
    expect(memory.known.size).toBe(5_010)
  })
})
