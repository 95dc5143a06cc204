import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  type RegtestNode,
  type RegtestWallet,
  startRegtestNode,
} from '../../../electron/launch/regtest-node.ts'
import { type EsploraServer, startEsploraServer } from '../../fakes/esplora-server.ts'
import { balanceJson, runTidemark } from '../../ground/cli-ground.ts'
import { removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

const STALE_AFTER = 10

/** One story in order, as a person lives it: each step stands on the one before. */
describeWithBitcoind('failover on real sockets, by the command line', (binary) => {
  let own: RegtestNode
  let other: RegtestNode
  let wallet: RegtestWallet
  let server: EsploraServer
  let folder: string
  let address: string
  let never: string
  let ledgerTip: { height: number; hash: string }

  beforeAll(async () => {
    other = await startRegtestNode(binary, { listen: true })
    own = await startRegtestNode(binary)
    wallet = await other.wallet('test')
    const holder = await other.wallet('holder')
    await other.mine(110, await wallet.newAddress())
    address = await holder.newAddress()
    never = await holder.newAddress('bech32m')
    await wallet.send(address, 1_000_000)
    await other.mine(1)
    await own.syncWith(other)
    server = await startEsploraServer({ rpc: (method, params) => other.rpc(method, params) })
    folder = await temporaryFolder()
  })
  afterAll(async () => {
    await server.close()
    await other.stop()
    await own.stop()
    await removeFolder(folder)
  })

  const base = (): string[] => ['--network', 'regtest', '--data-dir', folder]
  const everything = (): string[] => {
    const node = ['--node', own.url, '--node-cookie', own.cookieFile]
    return [...base(), ...node, '--provider', server.url, '--stale-after', String(STALE_AFTER)]
  }

  it('reads the ledger while the node is there, and asks no provider', async () => {
    expect((await runTidemark([...base(), 'add', address])).code).toBe(0)
    const report = await balanceJson([...everything(), '--refresh'])
    expect(report).toMatchObject({
      code: 0,
      tip: { source: 'node', estimated: false },
      readings: [
        {
          address,
          kind: 'known',
          freshness: { state: 'current', blocksBehind: 0 },
          confirmed: 1_000_000,
          source: 'ledger',
        },
      ],
      total: { confirmed: 1_000_000, known: 1, stale: 0, unknown: 0 },
    })
    expect(server.requests).toEqual([])
    const asOf = report.readings[0]?.asOf
    if (!asOf) throw new Error('no block')
    ledgerTip = asOf
    expect(ledgerTip.hash).toBe(await own.rpc('getbestblockhash'))
  })

  it('still reads the ledger, offline, with the node stopped and few blocks missing', async () => {
    await own.halt()
    await other.mine(STALE_AFTER - 1)
    const report = await balanceJson([...everything(), '--refresh'])
    expect(report).toMatchObject({
      code: 0,
      readings: [
        {
          kind: 'known',
          freshness: { state: 'offline', blocksBehind: STALE_AFTER - 1 },
          confirmed: 1_000_000,
          source: 'ledger',
          asOf: ledgerTip,
          reasons: ['node_cookie_missing'],
        },
      ],
    })
    expect(server.requests.some(({ path }) => path.includes(address))).toBe(false)
  })

  it('takes the provider’s figure, dated by its block, once the ledger is too far behind its tip', async () => {
    await wallet.send(address, 500_000)
    await other.mine(2)
    const report = await balanceJson([...everything(), '--refresh'])
    expect(report).toMatchObject({
      code: 0,
      readings: [
        {
          kind: 'known',
          freshness: { state: 'current', blocksBehind: 0 },
          confirmed: 1_500_000,
          immature: null,
          asOf: { height: ledgerTip.height + STALE_AFTER + 1, hash: await other.rpc('getbestblockhash') },
        },
      ],
      total: { known: 1 },
    })
    expect(report.readings[0]?.source).toMatch(/^provider:127\.0\.0\.1/)
    expect(report.readings[0]?.reasons).toContain('ledger_behind')
  })

  it('shows the last known figure, dated and stale, when the provider is gone too', async () => {
    await server.close()
    const report = await balanceJson([...everything(), '--refresh'])
    expect(report).toMatchObject({
      code: 3,
      readings: [
        {
          kind: 'stale',
          freshness: { state: 'stale' },
          confirmed: 1_500_000,
          asOf: { height: ledgerTip.height + STALE_AFTER + 1 },
          reasons: ['ledger_behind', 'node_cookie_missing', 'provider_unreachable'],
        },
      ],
      total: { confirmed: 1_500_000, known: 0, stale: 1, unknown: 0 },
    })
  })

  it('is unknown, with exit 4, for an address that nobody ever answered about', async () => {
    expect((await runTidemark([...base(), 'add', never])).code).toBe(0)
    const report = await balanceJson([...everything(), '--refresh'])
    expect(report.code).toBe(4)
    const reading = report.readings.find((entry) => entry.address === never)
    expect(reading).toMatchObject({
      kind: 'unknown',
      confirmed: null,
      pending: null,
      asOf: null,
      source: null,
    })
    expect(reading?.reasons).toEqual(['snapshot_waiting', 'node_cookie_missing', 'provider_unreachable'])
    expect(report.total).toMatchObject({ unknown: 1, confirmed: 1_500_000 })
    server = await startEsploraServer({ rpc: (method, params) => other.rpc(method, params) })
  })

  it('asks nobody without --refresh, and says so', async () => {
    server.requests.length = 0
    const report = await balanceJson([...everything()])
    expect(report.code).toBe(4)
    expect(server.requests).toEqual([])
    expect(report.readings[1]?.reasons).toContain('not_asked')
  })

  it('is right again once the node is back', async () => {
    await own.restart()
    await own.syncWith(other)
    const report = await balanceJson([...everything(), '--refresh'])
    expect(report).toMatchObject({
      code: 0,
      readings: [
        { kind: 'known', freshness: { state: 'current' }, source: 'ledger', confirmed: 1_500_000 },
        { kind: 'known', source: 'ledger', confirmed: 0 },
      ],
    })
  })
})
