import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  NOBODYS_ADDRESS,
  type RegtestNode,
  type RegtestWallet,
  startRegtestNode,
} from '../../../electron/launch/regtest-node.ts'
import { satsFromBtc } from '../../../shared/amounts.ts'
import { COINBASE_CONFIRMATIONS } from '../../../shared/chain.ts'
import type { HeightReading, HeightReport } from '../../../shared/reading.ts'
import { FAULTS } from '../../fakes/esplora-faults.ts'
import { type EsploraServer, startEsploraServer } from '../../fakes/esplora-server.ts'
import { runTidemark } from '../../ground/cli-ground.ts'
import { type LedgerGround, openLedger, removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

interface VerboseBlock {
  readonly hash: string
  readonly tx: readonly {
    readonly txid: string
    readonly vin: readonly { readonly txid?: string; readonly vout?: number }[]
    readonly vout: readonly { n: number; value: number; scriptPubKey: { address?: string } }[]
  }[]
}

/** What an address held right after a block. */
interface Held {
  readonly hash: string
  readonly confirmed: number
  readonly immature: number
}

/** Walks the best chain from its first block and says what the address held after each: index is height. */
async function replay(node: RegtestNode, address: string): Promise<readonly Held[]> {
  const coins = new Map<string, { value: number; height: number; coinbase: boolean }>()
  const held: Held[] = []
  const top = await node.rpc<number>('getblockcount')
  for (let height = 0; height <= top; height++) {
    const { hash, tx } = await node.rpc<VerboseBlock>('getblock', [
      await node.rpc<string>('getblockhash', [height]),
      2,
    ])
    for (const { txid, vin, vout } of tx) {
      for (const input of vin) coins.delete(`${input.txid}:${input.vout}`)
      const coinbase = vin.some((input) => input.txid === undefined)
      for (const { n, value, scriptPubKey } of vout)
        if (scriptPubKey.address === address)
          coins.set(`${txid}:${n}`, { value: satsFromBtc(value.toFixed(8)), height, coinbase })
    }
    const isImmature = (coin: { height: number; coinbase: boolean }): boolean =>
      coin.coinbase && height - coin.height + 1 < COINBASE_CONFIRMATIONS
    const sum = (which: boolean): number =>
      [...coins.values()].reduce((total, coin) => total + (isImmature(coin) === which ? coin.value : 0), 0)
    held.push({ hash, confirmed: sum(false), immature: sum(true) })
  }
  return held
}

const SNAPSHOT_AFTER = 6

/** One story in order: each step stands on the one before. */
describeWithBitcoind('a balance at a past height', (binary) => {
  let node: RegtestNode
  let fork: RegtestNode
  let payer: RegtestWallet
  let holder: RegtestWallet
  let server: EsploraServer
  let forked: EsploraServer
  let folder: string
  let address: string
  let snapshotAt: number
  let truth: readonly Held[]
  const open: LedgerGround[] = []

  /** A block with payments to the address; every third sends some of it away again, every fourth is mined to it. */
  const live = async (n: number): Promise<void> => {
    for (let part = 0; part < 4; part++) await payer.send(address, 100_000 + 1_000 * n + part)
    if (n % 3 === 2) {
      const [coin] = await holder.rpc<{ txid: string; vout: number }[]>('listunspent', [1, 9_999, [address]])
      if (coin === undefined) throw new Error('nothing to spend')
      const inputs = [{ txid: coin.txid, vout: coin.vout }]
      await holder.rpc('sendall', [[await payer.newAddress()], null, null, null, { inputs }])
    }
    await node.mine(1, n % 4 === 3 ? address : NOBODYS_ADDRESS)
  }

  beforeAll(async () => {
    node = await startRegtestNode(binary, { listen: true })
    fork = await startRegtestNode(binary)
    payer = await node.wallet('payer')
    holder = await node.wallet('holder')
    address = await holder.newAddress()
    await node.mine(110, await payer.newAddress())
    await fork.syncWith(node)
    await fork.rpc('setnetworkactive', [false])
    await fork.mine(30)
    for (let n = 0; n < SNAPSHOT_AFTER; n++) await live(n)
    folder = await temporaryFolder()
    const ledger = await ground([])
    await ledger.add(address)
    snapshotAt = (await ledger.sync()).tip?.height ?? 0
    for (let n = SNAPSHOT_AFTER; n < 2 * SNAPSHOT_AFTER; n++) await live(n)
    expect((await ledger.sync()).problem).toBeNull()
    truth = await replay(node, address)
    await leave()
    server = await startEsploraServer({ rpc: (method, params) => node.rpc(method, params) })
    forked = await startEsploraServer({ rpc: (method, params) => fork.rpc(method, params) })
  })
  afterAll(async () => {
    await leave()
    await server?.close()
    await forked?.close()
    await node?.stop()
    await fork?.stop()
    if (folder) await removeFolder(folder)
  })

  async function ground(providers: readonly string[], withNode = true): Promise<LedgerGround> {
    const opened = await openLedger(withNode ? node : null, folder, { providers })
    open.push(opened)
    return opened
  }

  async function leave(): Promise<void> {
    for (const ledger of open.splice(0)) await ledger.close()
  }

  /** The report about one height, by a host that is closed again. */
  async function at(
    height: number,
    { ask = false, providers = [], withNode = true }: Partial<Asking> = {},
  ): Promise<HeightReport> {
    const ledger = await ground(providers, withNode)
    try {
      return await ledger.call('balance.at', { addresses: [address], height, ask })
    } finally {
      await leave()
    }
  }

  interface Asking {
    readonly ask: boolean
    readonly providers: readonly string[]
    readonly withNode: boolean
  }

  function only({ readings }: HeightReport): HeightReading {
    const [reading] = readings
    if (reading === undefined || readings.length > 1) throw new Error('not one reading')
    return reading
  }

  const heldAt = (height: number): Held => {
    const held = truth[height]
    if (held === undefined) throw new Error(`the chain does not reach ${height}`)
    return held
  }

  it('is what a replay of all blocks says, at every height that the ledger covers, and asks nobody', async () => {
    const ledger = await ground([server.url])
    expect(snapshotAt).toBe(110 + SNAPSHOT_AFTER)
    const figures = new Set<number>()
    for (let height = snapshotAt; height < truth.length; height++) {
      const report = await ledger.call('balance.at', { height, ask: true })
      const { hash, confirmed, immature } = heldAt(height)
      figures.add(confirmed)
      const asOf = { height, hash }
      expect(only(report)).toEqual({
        address,
        height,
        kind: 'known',
        confirmed,
        immature,
        asOf,
        source: 'ledger',
        reasons: [],
      })
      expect(report.total).toEqual({ confirmed, immature, known: 1, unknown: 0, asOf })
    }
    expect(figures.size).toBe(SNAPSHOT_AFTER + 1)
    expect(heldAt(snapshotAt).immature).toBeGreaterThan(0)
    expect(server.requests).toEqual([])
    await leave()
  })

  it('is unknown below the snapshot, with the reasons and never 0, while nobody may be asked', async () => {
    const unknown = { kind: 'unknown', confirmed: null, immature: null, asOf: null, source: null }
    expect(only(await at(snapshotAt - 1))).toMatchObject({
      ...unknown,
      reasons: ['ledger_starts_later', 'not_asked'],
    })
    const asked = await at(snapshotAt - 1, { ask: true })
    expect(only(asked)).toMatchObject({ ...unknown, reasons: ['ledger_starts_later', 'provider_not_set'] })
    expect(asked.total).toEqual({ confirmed: null, immature: null, known: 0, unknown: 1, asOf: null })
  })

  it('comes from a provider below the snapshot, exact at every height, and goes on record', async () => {
    const ledger = await ground([server.url])
    for (let height = snapshotAt - SNAPSHOT_AFTER - 1; height < snapshotAt; height++) {
      const reading = only(await ledger.call('balance.at', { height, ask: true }))
      const { hash, confirmed, immature } = heldAt(height)
      expect(reading).toMatchObject({
        kind: 'known',
        confirmed: confirmed + immature, // a provider counts both
        immature: null,
        asOf: { height, hash },
        reasons: ['ledger_starts_later'],
      })
      expect(reading.source).toMatch(/^provider:127\.0\.0\.1/)
    }
    const [watch] = await ledger.call('portfolio.list', {})
    const { askedOf, reading } = await ledger.call('address.detail', { watchId: watch?.id ?? 0 })
    expect(askedOf.map(({ source }) => source)).toContain(
      only(await ledger.call('balance.at', { height: 0, ask: true })).source,
    )
    expect(reading).toMatchObject({ source: 'ledger', asOf: { height: truth.length - 1 } }) // of today, untouched
    await leave()
  })

  it('is not taken from a provider that has another block there than the own node', async () => {
    const height = snapshotAt - 2
    const alone = await at(height, { ask: true, providers: [forked.url] })
    expect(only(alone)).toMatchObject({
      kind: 'unknown',
      reasons: ['ledger_starts_later', 'provider_other_block'],
    })
    const both = await at(height, { ask: true, providers: [forked.url, server.url] })
    expect(only(both)).toMatchObject({ kind: 'known', asOf: { hash: heldAt(height).hash } })
  })

  it('is unknown when a provider loses its place between two pages, and right when it finds it again', async () => {
    const height = snapshotAt - 1
    server.faults.set('txsChain', FAULTS.cursorLost(), undefined, 1)
    const lost = await at(height, { ask: true, providers: [server.url] })
    expect(only(lost)).toMatchObject({ kind: 'unknown', confirmed: null })
    expect(only(lost).reasons).toContain('provider_cannot_know')
    server.faults.clear()
    const { confirmed, immature } = heldAt(height)
    const found = await at(height, { ask: true, providers: [server.url] })
    expect(only(found)).toMatchObject({ kind: 'known', confirmed: confirmed + immature })
  })

  it('asks no provider about a portfolio that is limited to the own node', async () => {
    const ledger = await ground([server.url])
    server.requests.length = 0
    await ledger.call('settings.setPrivacy', { limit: null, groups: [{ group: '', limit: 'own-node' }] })
    const reading = only(await ledger.call('balance.at', { height: snapshotAt - 1, ask: true }))
    expect(reading).toMatchObject({ kind: 'unknown' })
    expect(reading.reasons).toContain('provider_not_allowed')
    expect(server.requests).toEqual([])
    await ledger.call('settings.setPrivacy', { limit: null, groups: [] })
    await leave()
  })

  it('needs no node where the ledger keeps the block, and dates by a provider’s block where nobody else does', async () => {
    const own = await at(snapshotAt + 1, { withNode: false })
    expect(only(own)).toMatchObject({ source: 'ledger', asOf: { hash: heldAt(snapshotAt + 1).hash } })
    const asked = await at(snapshotAt - 1, { ask: true, withNode: false, providers: [server.url] })
    expect(only(asked)).toMatchObject({ kind: 'known', asOf: { hash: heldAt(snapshotAt - 1).hash } })
  })

  it('is told on the command line with its block and its source, and refused above the tip', async () => {
    const height = snapshotAt - 1
    const base = ['--network', 'regtest', '--data-dir', folder]
    const asking = [
      '--node',
      node.url,
      '--node-cookie',
      node.cookieFile,
      '--provider',
      server.url,
      '--refresh',
    ]
    const { hash, confirmed, immature } = heldAt(height)
    const json = await runTidemark(['balance', '--at', String(height), ...base, ...asking, '--json'])
    expect(json.code).toBe(0)
    expect(JSON.parse(json.stdout)).toMatchObject({
      height,
      total: { confirmed: confirmed + immature, known: 1, asOf: { height, hash } },
    })
    const text = await runTidemark(['balance', '--at', String(height), ...base])
    expect(text.code).toBe(4)
    expect(text.stdout).toContain('own data begins above that block; nobody was asked (use --refresh)')
    const covered = await runTidemark(['balance', address, '--at', String(snapshotAt), ...base])
    expect(covered).toMatchObject({ code: 0, stderr: '' })
    expect(covered.stdout).toContain(
      `as of block ${snapshotAt} (${heldAt(snapshotAt).hash}), according to own node`,
    )
    const above = await runTidemark(['balance', '--at', String(truth.length), ...base, ...asking])
    expect(above).toMatchObject({ code: 2, stdout: '' })
    expect(above.stderr).toContain(
      `There is no block ${truth.length} yet: the newest block known is ${truth.length - 1}.`,
    )
  })

  it('changes with the branch', async () => {
    const before = truth
    const height = truth.length - 2
    expect(heldAt(height).confirmed).not.toBe(heldAt(height - 2).confirmed)
    await node.reorg(4, { empty: true })
    truth = await replay(node, address)
    const reading = only(await at(height, { ask: true }))
    const { hash, confirmed, immature } = heldAt(height)
    expect(hash).not.toBe(before[height]?.hash)
    expect(confirmed).not.toBe(before[height]?.confirmed)
    expect(reading).toMatchObject({ confirmed, immature, asOf: { hash }, source: 'ledger' })
  })
})
