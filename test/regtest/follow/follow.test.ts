import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { RegtestNode, RegtestWallet } from '../../../electron/launch/regtest-node.ts'
import type { AppSnapshot } from '../../../shared/ipc/contract.ts'
import type { RowPage } from '../../../shared/ipc/rows.ts'
import {
  type LedgerGround,
  nodeCoins,
  openLedger,
  removeFolder,
  temporaryFolder,
} from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { startWatchedNode, type WatchedNode } from '../../ground/watch-only.ts'

const ALL = { group: null, archived: false, text: '', sort: null }

/** What a window shows. */
type Shown = AppSnapshot & Pick<RowPage, 'rows'>

describeWithBitcoind('an app that follows the tip in the background', (binary) => {
  let node: RegtestNode
  let watcher: WatchedNode['watcher']
  let wallet: RegtestWallet
  let folder: string
  let app: LedgerGround
  let address: string

  beforeAll(async () => {
    ;({ node, watcher } = await startWatchedNode(binary)) // all of it works with a login that can only watch
    wallet = await node.wallet('test')
    await node.mine(110, await wallet.newAddress())
  })
  afterAll(() => node.stop())
  beforeEach(async () => {
    folder = await temporaryFolder()
    app = await openLedger(watcher, folder, { follow: true })
    wallet = await node.wallet('test')
    address = await (await node.wallet('holder')).newAddress()
  })
  afterEach(async () => {
    await app.close()
    await removeFolder(folder)
  })

  /** Waits for a snapshot that fits, taking a new one whenever the app says that something changed. */
  async function until(fits: (shown: Shown) => boolean): Promise<Shown> {
    let wake: () => void = () => undefined
    const stop = app.host.events.subscribe(() => wake())
    try {
      for (;;) {
        const changed = new Promise<void>((resolve) => {
          wake = resolve
        })
        const snapshot = await app.call('app.snapshot', {})
        const { rows } = await app.call('portfolio.page', { of: ALL, from: 0, limit: 10 })
        if (fits({ ...snapshot, rows })) return { ...snapshot, rows }
        await changed
      }
    } finally {
      stop()
    }
  }
  const row = ({ rows }: Shown) => rows[0]?.reading

  it('tells of a new address, a payment in the mempool, and its block, each without being asked', async () => {
    await app.add(address)
    await until((snapshot) => row(snapshot)?.kind === 'known')
    await wallet.send(address, 250_000)
    await until((snapshot) => row(snapshot)?.pending === 250_000)
    const [hash] = await node.mine(1)
    const paid = await until((snapshot) => row(snapshot)?.confirmed === 250_000)
    expect(row(paid)).toMatchObject({ asOf: { hash }, freshness: { state: 'current' } })
    await until((snapshot) => row(snapshot)?.pending === 0)
    expect(paid.status).toMatchObject({
      ledger: { hash },
      tip: { hash, source: 'node' },
      node: { kind: 'ok' },
    })
  })

  it('follows a reorganisation of six blocks while it runs', async () => {
    await app.add(address)
    for (let i = 0; i < 7; i++) {
      await wallet.send(address, 1_000 * (i + 1))
      await node.mine(1)
    }
    await until((snapshot) => row(snapshot)?.confirmed === 28_000)
    const hashes = await node.reorg(6, { empty: true })
    const after = await until((snapshot) => snapshot.status.ledger?.hash === hashes.at(-1))
    expect(row(after)?.confirmed).toBe(1_000)
    const { coins } = await nodeCoins(node, [address])
    expect(app.coins()).toEqual(coins)
  })

  it('says at once that the node is gone, keeps the dated figure, and recovers when it is back', async () => {
    await wallet.send(address, 90_000)
    await node.mine(1)
    await app.add(address)
    const known = await until(
      (snapshot) => row(snapshot)?.confirmed === 90_000 && row(snapshot)?.freshness.state === 'current',
    )
    await node.halt()
    const gone = await until((snapshot) => row(snapshot)?.freshness.state === 'offline')
    expect(row(gone)).toMatchObject({ kind: 'known', confirmed: 90_000, asOf: row(known)?.asOf })
    expect(gone.status.node.kind).toBe('problem')
    await node.restart()
    await node.mine(1)
    await until((snapshot) => row(snapshot)?.freshness.state === 'current')
  })

  it('stays silent while the offline switch is on, and goes on when it is off', async () => {
    await app.add(address)
    await until((snapshot) => row(snapshot)?.freshness.state === 'current')
    await app.call('settings.setOffline', { offline: true })
    const off = await until((snapshot) => snapshot.status.node.kind === 'off')
    expect(row(off)?.reasons).toEqual(['offline_mode'])
    const [hash] = await node.mine(1)
    expect((await app.call('scan.sync', {})).problem).toBe('offline')
    expect((await app.call('status.get', {})).ledger?.hash).not.toBe(hash)
    await app.call('settings.setOffline', { offline: false })
    await until((snapshot) => snapshot.status.ledger?.hash === hash)
  })

  it('answers a refresh only once the ledger is at the node’s tip', async () => {
    await app.add(address)
    const [hash] = await node.mine(1)
    const { readings } = await app.call('balance.read', { refresh: true })
    expect(readings[0]).toMatchObject({ kind: 'known', asOf: { hash } })
  })
})
