import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  type RegtestNode,
  type RegtestWallet,
  startRegtestNode,
} from '../../../electron/launch/regtest-node.ts'
import {
  expectSameCoins,
  type LedgerGround,
  openLedger,
  removeFolder,
  temporaryFolder,
  valueOf,
} from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

describeWithBitcoind('a reorganisation', (binary) => {
  let node: RegtestNode
  let wallet: RegtestWallet
  /** Holds the watched addresses: the paying wallet must not pick their coins. */
  let holder: RegtestWallet
  let folder: string
  let ledger: LedgerGround
  let payee: string
  let spender: string

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    wallet = await node.wallet('test')
    await node.mine(120, await wallet.newAddress())
  })
  afterAll(() => node.stop())

  beforeEach(async () => {
    folder = await temporaryFolder()
    ledger = await openLedger(node, folder)
    wallet = await node.wallet('test') // a restart unloads them
    holder = await node.wallet('holder')
    payee = await holder.newAddress('bech32')
    spender = await holder.newAddress('bech32m')
  })
  afterEach(async () => {
    await ledger.close()
    await removeFolder(folder)
  })

  const watched = (): string[] => [payee, spender]
  const same = (): ReturnType<typeof expectSameCoins> => expectSameCoins(ledger, node, watched())
  /** A chain of `blocks` blocks above the snapshot that pays, spends and mines to the watched addresses. */
  async function livelyChain(blocks: number): Promise<void> {
    await wallet.send(spender, 40_000_000)
    await node.mine(1)
    await ledger.add(...watched())
    await same()
    for (let block = 0; block < blocks; block++) {
      if (block % 3 === 0) await wallet.send(payee, 1_000 * (block + 1))
      if (block === 1) await spend(spender)
      if (block % 5 === 4) await node.mine(1, payee)
      else await node.mine(1)
    }
    await same()
  }

  async function spend(address: string): Promise<void> {
    const coins = await holder.rpc<{ txid: string; vout: number }[]>('listunspent', [0, 9_999_999, [address]])
    const inputs = coins.map(({ txid, vout }) => ({ txid, vout }))
    await holder.rpc('sendall', [[await wallet.newAddress()], null, null, null, { inputs }])
  }

  const when = { live: 'seen at the next look', stopped: 'while the app is stopped' } as const
  const branch = { same: 'blocks with the same payments', empty: 'empty blocks' } as const
  const reorgs = [
    { depth: 1, to: 'same', above: 7 },
    { depth: 1, to: 'empty', above: 7 },
    { depth: 6, to: 'same', above: 7 },
    { depth: 6, to: 'empty', above: 7 },
    { depth: 100, to: 'empty', above: 104 },
    { depth: 6, to: 'same', above: 3 },
    { depth: 6, to: 'empty', above: 3 },
  ] as const
  for (const { depth, to, above } of reorgs) {
    for (const seen of ['live', 'stopped'] as const) {
      const place = above > depth ? 'above the snapshot' : 'below the snapshot'
      it(`of depth ${depth}, ${place}, to ${branch[to]}, ${when[seen]}, leaves the node’s unspent outputs`, async () => {
        await livelyChain(above)
        if (seen === 'stopped') await ledger.close()
        await node.reorg(depth, { empty: to === 'empty' })
        if (seen === 'stopped') ledger = await openLedger(node, folder)
        await same()
        await node.mine(2)
        await same()
      })
    }
  }

  it('back and forth between two branches ends on the one with more work', async () => {
    await livelyChain(5)
    const height = await node.rpc<number>('getblockcount')
    const old = await node.rpc<string>('getblockhash', [height - 3])
    const [first] = await node.reorg(4, { empty: true })
    await same()
    await node.rpc('reconsiderblock', [old])
    await node.rpc('invalidateblock', [first])
    expect((await same()).height).toBe(height)
    await node.rpc('reconsiderblock', [first])
    expect((await same()).height).toBe(height + 1)
  })

  it('below the snapshot voids it: the last reading stands, marked, until a new snapshot succeeds', async () => {
    await livelyChain(4)
    const before = await ledger.reading(payee)
    await node.reorg(9, { empty: true })
    const allowed = (await methodsWithout('scantxoutset')).join(',')
    await node.restart([`-rpcwhitelist=__cookie__:${allowed}`, '-rpcwhitelistdefault=0'])
    const { problem } = await ledger.sync()
    expect(problem).toBe('forbidden')
    const marked = await ledger.reading(payee)
    expect(marked).toMatchObject({
      kind: 'stale',
      source: 'ledger',
      confirmed: before.confirmed,
      immature: before.immature,
      asOf: before.asOf,
    })
    expect(marked.reasons).toContain('snapshot_void')

    await node.restart()
    await same()
    expect(await ledger.reading(payee)).toMatchObject({ kind: 'known', source: 'ledger' })
  })

  it('below the snapshot brings back a coin that was spent before it and never known', async () => {
    await wallet.send(payee, 5_000_000)
    await node.mine(1)
    await spend(payee)
    await node.mine(1)
    await ledger.add(payee)
    await expectSameCoins(ledger, node, [payee])
    expect(valueOf(ledger.coins())).toBe(0)
    await node.reorg(1, { empty: true })
    await expectSameCoins(ledger, node, [payee])
    expect(valueOf(ledger.coins())).toBe(5_000_000)
  })

  it('drops what only the left branch mined, and keeps its payments as pending while the mempool has them', async () => {
    await ledger.add(payee)
    await expectSameCoins(ledger, node, [payee])
    await wallet.send(payee, 900_000)
    await node.mine(1)
    await node.mine(1, payee)
    await expectSameCoins(ledger, node, [payee])
    expect((await ledger.reading(payee)).immature).toBeGreaterThan(0)
    await node.reorg(2, { empty: true })
    await expectSameCoins(ledger, node, [payee])
    expect(await ledger.reading(payee)).toMatchObject({ confirmed: 0, immature: 0, pending: 900_000 })
  })

  it('is no event when the node is merely behind: nothing is deleted, the app waits', async () => {
    await livelyChain(4)
    const coins = ledger.coins()
    const tip = await node.rpc<string>('getbestblockhash')
    const height = await node.rpc<number>('getblockcount')
    await node.rpc('invalidateblock', [await node.rpc<string>('getblockhash', [height - 2])])
    expect(await ledger.sync()).toMatchObject({ problem: 'node_behind', tip: { hash: tip } })
    expect(ledger.coins()).toEqual(coins)
    await node.rpc('reconsiderblock', [await hashBelow(tip, 2)])
    await same()
  })

  async function hashBelow(tip: string, blocks: number): Promise<string> {
    let hash = tip
    for (let i = 0; i < blocks; i++) {
      hash = (await node.rpc<{ previousblockhash: string }>('getblockheader', [hash])).previousblockhash
    }
    return hash
  }

  async function methodsWithout(method: string): Promise<string[]> {
    const help = await node.rpc<string>('help')
    const names = help.split('\n').flatMap((line) => /^([a-z]+)/.exec(line)?.[1] ?? [])
    return names.filter((name) => name !== method)
  }
})
