/** Histories that real servers tell of a real chain, beside a ledger that begins later or is not there at all. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  type RegtestNode,
  type RegtestWallet,
  startRegtestNode,
} from '../../../electron/launch/regtest-node.ts'
import { satsFromBtc } from '../../../shared/amounts.ts'
import type { Statement, TransactionPage } from '../../../shared/ipc/time.ts'
import { type ElectrumServer, startElectrumServer } from '../../fakes/electrum-server.ts'
import { type EsploraServer, startEsploraServer } from '../../fakes/esplora-server.ts'
import { runTidemark } from '../../ground/cli-ground.ts'
import { type LedgerGround, openLedger, removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

const ALL = { kind: 'all' } as const

interface Listed {
  readonly txid: string
  readonly amount: number
  readonly blockheight?: number
}

describeWithBitcoind('a history that providers tell', (binary) => {
  let node: RegtestNode
  let owner: RegtestWallet
  let watcher: RegtestWallet
  let address: string
  let esplora: EsploraServer
  let electrum: ElectrumServer
  const folders: string[] = []
  const open: LedgerGround[] = []

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    owner = await node.wallet('owner')
    const payer = await node.wallet('payer')
    await node.mine(105, await payer.newAddress())
    address = await owner.newAddress()
    await node.rpc('createwallet', ['watcher', true, true])
    watcher = await node.wallet('watcher')
    const { descriptor } = await node.rpc<{ descriptor: string }>('getdescriptorinfo', [`addr(${address})`])
    await watcher.rpc('importdescriptors', [[{ desc: descriptor, timestamp: 'now' }]])
    for (let n = 0; n < 9; n++) {
      await payer.send(address, 1_000_000 + n)
      await payer.send(address, 2_000_000 + n)
      await node.mine(1)
      if (n % 3 === 2) await sendCoin(payer)
    }
    esplora = await startEsploraServer({ rpc: (method, params) => node.rpc(method, params) })
    electrum = await startElectrumServer({
      chain: { rpc: (method, params) => node.rpc(method, params) },
      network: 'regtest',
      addresses: [address],
    })
  })

  afterAll(async () => {
    for (const ledger of open.splice(0)) await ledger.close()
    await esplora?.close()
    await electrum?.close()
    await node?.stop()
    for (const folder of folders) await removeFolder(folder)
  })

  async function sendCoin(to: RegtestWallet): Promise<void> {
    const coins = await owner.rpc<{ txid: string; vout: number }[]>('listunspent', [1, 9_999, [address]])
    const inputs = coins.slice(0, 2).map(({ txid, vout }) => ({ txid, vout }))
    await owner.rpc('sendall', [[await to.newAddress()], null, null, null, { inputs }])
    await node.mine(1)
  }

  /** Net change of each transaction by the node's own watch-only wallet. */
  async function truth(): Promise<ReadonlyMap<string, number>> {
    const listed = await watcher.rpc<readonly Listed[]>('listtransactions', ['*', 1_000, 0, true])
    const nets = new Map<string, number>()
    for (const { txid } of listed) {
      const { amount, fee = 0 } = await watcher.rpc<{ amount: number; fee?: number }>('gettransaction', [
        txid,
        true,
      ])
      nets.set(txid, satsFromBtc(amount.toFixed(8)) + satsFromBtc(fee.toFixed(8)))
    }
    return nets
  }

  async function ground(
    providers: readonly string[],
    withNode = true,
    folder?: string,
  ): Promise<LedgerGround> {
    const at = folder ?? (await temporaryFolder())
    if (folder === undefined) folders.push(at)
    const opened = await openLedger(withNode ? node : null, at, { providers })
    open.push(opened)
    return opened
  }

  async function leave(): Promise<void> {
    for (const ledger of open.splice(0)) await ledger.close()
  }

  const netsOf = ({ transactions }: TransactionPage): ReadonlyMap<string, number> =>
    new Map(transactions.map(({ txid, net }) => [txid, net]))

  const list = (ledger: LedgerGround): Promise<TransactionPage> =>
    ledger.call('transactions.list', { of: ALL, limit: 200 })

  it('is the chain’s before the look-up, names who told it, and leaves the balance alone', async () => {
    const ledger = await ground([esplora.url])
    await ledger.add(address)
    await ledger.sync()
    const before = await ledger.balance()
    expect(netsOf(await list(ledger))).not.toEqual(await truth()) // what was spent is not known
    esplora.requests.length = 0
    expect(await ledger.call('history.ask', { of: ALL })).toEqual({ told: 1, own: 0, failed: [] })
    const page = await list(ledger)
    expect(netsOf(page)).toEqual(await truth())
    expect(page.transactions.every(({ complete, told }) => complete && told?.sources.length === 1)).toBe(true)
    const [told] = page.completeness.told?.told ?? []
    expect(told).toMatchObject({ scripts: 1, upTo: { hash: await node.rpc('getbestblockhash') } })
    expect(await ledger.balance()).toEqual(before)
    const asked = await ledger.call('disclosures.list', { address })
    expect(asked.disclosures.map(({ source }) => source)).toContain(told?.source)
    const { statement } = await ledger.call('statement.make', {
      of: ALL,
      from: { height: 0 },
      to: { height: page.tip?.height ?? 0 },
      format: 'csv',
      zone: 'UTC',
    })
    expect(statement).toMatchObject({ addsUp: true, source: 'ledger_and_providers', opening: { balance: 0 } })
    expect(statement.closing.balance).toBe(before.total.confirmed)
    esplora.requests.length = 0
    await ledger.call('history.ask', { of: ALL })
    expect(esplora.requests).toEqual([]) // it was told up to where own data begins
    await leave()
  })

  it('gives way to own blocks as these are read', async () => {
    const [folder = ''] = folders
    const ledger = await ground([], true, folder)
    const [watch] = await ledger.call('portfolio.list', {})
    await ledger.call('history.fill', { watchIds: [watch?.id ?? 0], from: { height: 0 } })
    expect(await ledger.call('history.run', {})).toMatchObject({ problem: null })
    const page = await list(ledger)
    expect(netsOf(page)).toEqual(await truth())
    expect(page.transactions.some(({ told }) => told)).toBe(false)
    expect(page.completeness.told).toMatchObject({ told: [], missing: 0, contradicted: 0 })
    await leave()
  })

  it('is there without any node, from the next server when the first one fails', async () => {
    const ledger = await ground([esplora.url, electrum.url], false)
    esplora.faults.set('txsChain', { kind: 'reply', status: 500 })
    await ledger.add(address)
    expect(await ledger.call('history.ask', { of: ALL })).toEqual({ told: 1, own: 0, failed: [] })
    esplora.faults.clear()
    const page = await list(ledger)
    expect(netsOf(page)).toEqual(await truth())
    const top = await node.rpc<number>('getblockcount')
    const { text } = await ledger.call('statement.make', {
      of: ALL,
      from: { height: 1 },
      to: { height: top },
      format: 'json',
      zone: 'UTC',
    })
    const statement = JSON.parse(text) as Statement
    expect(statement).toMatchObject({ addsUp: true, source: 'ledger_and_providers' })
    expect(statement.closing).toMatchObject({ height: top, hash: await node.rpc('getbestblockhash') })
    await leave()
  })

  it('is asked of nobody whom the portfolio’s limit forbids, and says so', async () => {
    const ledger = await ground([esplora.url], false)
    await ledger.add(address)
    await ledger.call('settings.setPrivacy', { limit: null, groups: [{ group: '', limit: 'own-node' }] })
    esplora.requests.length = 0
    const asked = await ledger.call('history.ask', { of: ALL })
    expect(asked).toEqual({ told: 0, own: 0, failed: [{ address, reasons: ['provider_not_allowed'] }] })
    expect(esplora.requests.filter(({ path }) => path.includes(address))).toEqual([])
    await leave()
  })

  it('is printed with its source, and with what nobody told', async () => {
    const [folder = ''] = folders.slice(-1)
    const base = ['--data-dir', folder, '--network', 'regtest', '--provider', esplora.url, '--tier', 'public']
    const forbidden = await runTidemark(['history', '--ask', ...base])
    expect(forbidden.stderr).toContain('nobody told its history')
    expect(forbidden.code).toBe(4)
    const ledger = await ground([esplora.url], false, folder)
    await ledger.call('settings.setPrivacy', { limit: null, groups: [] })
    await leave()
    const told = await runTidemark(['history', '--ask', ...base])
    expect(told.stdout).toMatch(/according to provider:127\.0\.0\.1/)
    expect(told.stdout).toMatch(/1 script: where own data does not reach, according to .* as of block \d+/)
    expect(told.code).toBe(0)
  })
})
