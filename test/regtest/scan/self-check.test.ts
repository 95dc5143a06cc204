import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  type RegtestNode,
  type RegtestWallet,
  startRegtestNode,
} from '../../../electron/launch/regtest-node.ts'
import { ledgerCoins, nodeCoins, removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { busyNode, openScan, type ScanGround } from '../../ground/scan-ground.ts'

const NEVER = new AbortController().signal

describeWithBitcoind('a check of the ledger against the node’s unspent outputs', (binary) => {
  let node: RegtestNode
  let wallet: RegtestWallet
  let holder: RegtestWallet
  let folder: string
  let app: ScanGround
  let rich: string
  let other: string

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    await node.mine(120, await (await node.wallet('test')).newAddress())
  })
  afterAll(() => node.stop())
  beforeEach(async () => {
    wallet = await node.wallet('test')
    holder = await node.wallet('holder')
    folder = await temporaryFolder()
    rich = await holder.newAddress()
    other = await holder.newAddress()
    app = await openScan(node, folder)
    await app.watch(rich, other)
    await wallet.send(rich, 700_000)
    await wallet.send(other, 90_000)
    await node.mine(1)
    await app.scan.sync(NEVER)
    await wallet.send(rich, 50_000)
    await spend(other)
    await node.mine(1, rich)
    await app.scan.sync(NEVER)
  })
  afterEach(async () => {
    await app.close()
    await removeFolder(folder)
  })

  async function spend(address: string): Promise<void> {
    const coins = await holder.rpc<{ txid: string; vout: number }[]>('listunspent', [0, 9_999_999, [address]])
    const inputs = coins.map(({ txid, vout }) => ({ txid, vout }))
    await holder.rpc('sendall', [[await wallet.newAddress()], null, null, null, { inputs }])
  }

  async function expectSameAsNode(): Promise<void> {
    const { coins } = await nodeCoins(node, [rich, other])
    expect([...ledgerCoins(app.store.dataDir)].sort()).toEqual([...coins].sort())
  }

  it('agrees on what was paid, spent and mined, and keeps that in its journal', async () => {
    const { check, problem } = await app.scan.check(NEVER)
    const { at } = await nodeCoins(node, [rich, other])
    expect(problem).toBeNull()
    expect(check).toMatchObject({ block: at, scripts: 2, compared: 3, missing: 0, extra: 0, repaired: 0 })
    expect(check?.reason).toBe('asked')
    expect(app.store.models.ledgerCheck()).toEqual(check)
  })

  const unspent = 'spent IS NULL AND gone IS NULL AND value = 50000'
  const damages = {
    'a wrong value': [`UPDATE output SET value = value + 1 WHERE ${unspent}`, 1, 1],
    'a wrong height': [`UPDATE output SET height = height - 1 WHERE ${unspent}`, 1, 1],
    'a missing coin': [`DELETE FROM output WHERE ${unspent}`, 1, 0],
    'a spent coin that counts': ['UPDATE output SET spent = NULL, gone = NULL WHERE value = 90000', 0, 1],
    'a coin that is marked as spent': [
      `UPDATE output SET spent = (SELECT max(id) FROM tx WHERE height IS NOT NULL) WHERE ${unspent}`,
      1,
      0,
    ],
    'a coin that another script has': [
      `UPDATE output SET script = (SELECT max(id) FROM script) WHERE ${unspent}`,
      1,
      1,
    ],
    'a wrong txid': [
      'UPDATE tx SET txid = randomblob(32) WHERE id = (SELECT tx FROM output WHERE value = 50000)',
      1,
      1,
    ],
  } as const

  for (const [name, [damage, missing, extra]] of Object.entries(damages))
    it(`finds ${name}, tells it, and repairs it from the blocks`, async () => {
      app.sql(damage)
      const { check } = await app.scan.check(NEVER)
      expect(check).toMatchObject({ missing, extra, repaired: missing + extra })
      expect(check?.differences).toHaveLength(missing + extra)
      expect(app.store.models.ledgerCheck()).toEqual(check)
      await app.scan.sync(NEVER)
      await expectSameAsNode()
      expect((await app.scan.check(NEVER)).check).toMatchObject({ missing: 0, extra: 0, scripts: 2 })
    })

  it('leaves the scripts that agree as they are, and follows the repaired one on', async () => {
    const [first, second] = app.store.portfolio.scriptsOf().map(({ scriptId }) => scriptId)
    const before = app.store.models.ledgerReadings('all')
    app.sql(`UPDATE output SET value = 1 WHERE ${unspent}`)
    await app.scan.check(NEVER)
    const after = app.store.models.ledgerReadings('all')
    expect(after.get(second ?? 0)?.historyFrom).toEqual(before.get(second ?? 0)?.historyFrom)
    expect(after.get(first ?? 0)?.confirmed).toBe(before.get(first ?? 0)?.confirmed)
    await wallet.send(rich, 30_000)
    await node.mine(1)
    await app.scan.sync(NEVER)
    await expectSameAsNode()
  })

  it('tells which output differed, with both sides’ values', async () => {
    app.sql(`UPDATE output SET value = 49999 WHERE ${unspent}`)
    const { check } = await app.scan.check(NEVER)
    const told = check?.differences.map(({ kind, value, address }) => [kind, value, address])
    expect(told).toEqual([
      ['missing', 50_000, rich],
      ['extra', 49_999, rich],
    ])
  })

  it('waits for another program’s scan, and stops neither that nor starts beside it', async () => {
    await app.close()
    const busy = await busyNode(node)
    app = await openScan({ url: busy.url, cookieFile: node.cookieFile }, folder)
    try {
      const checking = app.scan.check(NEVER)
      while (busy.actions.length < 2) await new Promise((done) => setTimeout(done, 20))
      expect(new Set(busy.actions)).toEqual(new Set(['status']))
      busy.free()
      expect((await checking).check).toMatchObject({ scripts: 2, missing: 0, extra: 0 })
    } finally {
      await app.close()
      await busy.close()
      app = await openScan(node, folder)
    }
  })

  it('can be cancelled while it waits, and leaves no entry in the journal', async () => {
    await app.close()
    const busy = await busyNode(node)
    app = await openScan({ url: busy.url, cookieFile: node.cookieFile }, folder)
    try {
      const cancel = new AbortController()
      const checking = app.scan.check(cancel.signal)
      checking.catch(() => undefined)
      while (busy.actions.length === 0) await new Promise((done) => setTimeout(done, 20))
      cancel.abort(new Error('enough'))
      await expect(checking).rejects.toThrow('enough')
      await app.scan.idle()
      expect(busy.actions).not.toContain('abort')
      expect(app.store.models.ledgerCheck()).toBeNull()
    } finally {
      await app.close()
      await busy.close()
      app = await openScan(node, folder)
    }
  })

  it('says what stands in the way when the node is down', async () => {
    await node.halt()
    try {
      expect(await app.scan.check(NEVER)).toEqual({ check: null, problem: 'cookie_missing' })
    } finally {
      await node.restart()
    }
  })

  it('runs on its own after an end without a close, once, beside the scanner', async () => {
    await app.close(false)
    app = await openScan(node, folder)
    app.sql(`UPDATE output SET value = 1 WHERE ${unspent}`)
    const stop = new AbortController()
    const following = app.scan.follow(stop.signal)
    while (app.store.models.ledgerCheck() === null) await new Promise((done) => setTimeout(done, 20))
    stop.abort()
    await following
    expect(app.store.models.ledgerCheck()).toMatchObject({
      reason: 'unclean_exit',
      missing: 1,
      extra: 1,
      repaired: 2,
    })
    expect(app.faults).toEqual([])
    expect(await app.store.scan.checkDue()).toBeNull()
  })

  it('is due a week after the first look at the node, and a week after each check', async () => {
    await app.close()
    let now = Date.now()
    app = await openScan(node, folder, { now: () => now })
    expect(await app.store.scan.checkDue()).toBeNull()
    now += 8 * 86_400_000
    expect(await app.store.scan.checkDue()).toBe('weekly')
    await app.scan.check(NEVER)
    expect(await app.store.scan.checkDue()).toBeNull()
  })
})
