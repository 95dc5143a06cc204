import { basename } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BalanceSource } from '../../../electron/engine/ports.ts'
import { ledgerFile } from '../../../electron/host.ts'
import {
  type RegtestNode,
  type RegtestWallet,
  startRegtestNode,
} from '../../../electron/launch/regtest-node.ts'
import {
  type CrossCheckServiceOptions,
  createCrossCheckService,
} from '../../../electron/services/cross-check-service.ts'
import { createBlockchainInfo } from '../../../electron/sources/blockchain-info.ts'
import { createBlockcypher } from '../../../electron/sources/blockcypher.ts'
import { createElectrum } from '../../../electron/sources/electrum/electrum.ts'
import { createEsplora } from '../../../electron/sources/esplora.ts'
import { createProviderPool } from '../../../electron/sources/provider-pool.ts'
import { openStoreBeside, type Store } from '../../../electron/store/open-store.ts'
import type { CrossCheck } from '../../../shared/cross-check.ts'
import { startBlockchainInfoServer } from '../../fakes/blockchain-info-server.ts'
import { startBlockcypherServer } from '../../fakes/blockcypher-server.ts'
import { startElectrumServer } from '../../fakes/electrum-server.ts'
import { FAULTS } from '../../fakes/esplora-faults.ts'
import type { NodeBlock } from '../../fakes/esplora-from-node.ts'
import type { NodeRpc } from '../../fakes/esplora-node-chain.ts'
import { type EsploraServer, startEsploraServer } from '../../fakes/esplora-server.ts'
import { type LedgerGround, openLedger, removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

const never = new AbortController().signal
const clock = { now: Date.now }

/** One story in order: each step stands on the one before. */
describeWithBitcoind('a cross-check of the ledger with servers over the same chain', (binary) => {
  const closing: { close(): unknown }[] = []
  let node: RegtestNode
  let fork: RegtestNode
  let payer: RegtestWallet
  let holder: RegtestWallet
  let folder: string
  let address: string
  let ledger: LedgerGround
  let beside: Store
  let esplora: EsploraServer
  let twin: EsploraServer
  let urls: Readonly<Record<'electrum' | 'cypher' | 'info' | 'forked' | 'hiding', string>>
  let infoRequests: readonly { readonly path: string }[]
  /** The payment that the hiding server does not show. */
  let hidden: string

  beforeAll(async () => {
    node = await startRegtestNode(binary, { listen: true })
    fork = await startRegtestNode(binary)
    payer = await node.wallet('payer')
    holder = await node.wallet('holder')
    address = await holder.newAddress()
    await node.mine(110, await payer.newAddress())
    await fork.syncWith(node)
    await fork.rpc('setnetworkactive', [false])
    await fork.mine(5)
    for (let n = 0; n < 3; n++) {
      await payer.send(address, 100_000 + n)
      await node.mine(1)
    }
    hidden = await payer.send(address, 777_000)
    await node.mine(1, address) // a reward that is not mature yet
    await node.mine(1)
    folder = await temporaryFolder()
    ledger = await openLedger(node, folder)
    await ledger.add(address)
    await ledger.sync()
    beside = openStoreBeside(ledger.dataDir, basename(ledgerFile(ledger.dataDir)), clock)
    closing.push(beside)
    await startServers()
  })
  afterAll(async () => {
    for (const each of closing.reverse()) await each.close()
    await ledger?.close()
    await node?.stop()
    await fork?.stop()
    if (folder) await removeFolder(folder)
  })

  const rpcOf =
    (from: RegtestNode): NodeRpc =>
    (method, params) =>
      from.rpc(method, params)

  /** The node's blocks with the hidden payment going elsewhere. */
  const hidingRpc: NodeRpc = async (method, params) => {
    const reply = await node.rpc<unknown>(method, params)
    if (method !== 'getblock' || typeof reply !== 'object') return reply
    const block = structuredClone(reply) as NodeBlock // what `getblock` answers
    for (const { txid, vout } of block.tx)
      for (const output of vout)
        if (txid === hidden && output.scriptPubKey.address === address)
          Object.assign(output.scriptPubKey, { address: 'nobody', hex: '51' })
    return block
  }

  async function startServers(): Promise<void> {
    const started = async <T extends { close(): unknown }>(server: Promise<T>): Promise<T> => {
      closing.push(await server)
      return server
    }
    const rpc = rpcOf(node)
    esplora = await started(startEsploraServer({ rpc }))
    twin = await started(startEsploraServer({ rpc }))
    const electrum = await started(
      startElectrumServer({ chain: { rpc }, network: 'regtest', addresses: [address] }),
    )
    const cypher = await started(startBlockcypherServer({ rpc }, { chainName: 'regtest' }))
    const info = await started(startBlockchainInfoServer({ rpc }))
    const forked = await started(startEsploraServer({ rpc: rpcOf(fork) }))
    const hiding = await started(startEsploraServer({ rpc: hidingRpc }))
    infoRequests = info.requests
    urls = {
      electrum: electrum.url,
      cypher: cypher.url,
      info: info.url,
      forked: forked.url,
      hiding: hiding.url,
    }
  }

  const common = { network: 'regtest', clock, movingWaitMs: 5 } as const
  const made = {
    esplora: () => createEsplora({ id: 'esplora', url: esplora.url, ...common }),
    twin: () => createEsplora({ id: 'twin', url: twin.url, ...common }),
    forked: () => createEsplora({ id: 'forked', url: urls.forked, ...common }),
    hiding: () => createEsplora({ id: 'hiding', url: urls.hiding, ...common }),
    electrum: () => createElectrum({ id: 'electrum', url: urls.electrum, ...common }),
    cypher: () => createBlockcypher({ id: 'cypher', url: urls.cypher, ...common }),
    info: () => createBlockchainInfo({ id: 'info', url: urls.info, ...common }),
  }

  interface Asking {
    readonly pauseMs?: number
    readonly withLedger?: boolean
    readonly named?: readonly string[]
  }

  /** The check of the address among these servers. */
  async function check(
    names: readonly (keyof typeof made)[],
    { pauseMs = 5, withLedger = true, named }: Asking = {},
  ): Promise<CrossCheck> {
    const sources: BalanceSource[] = names.map((name) => made[name]())
    const options: CrossCheckServiceOptions = {
      clock,
      models: beside.models,
      store: {
        saveCrossCheck: async () => undefined, // a reader beside the ledger's owner writes nothing
        crossChecks: () => new Map(),
        crossCheckedAt: () => new Map(),
        getMeta: () => null,
        setMeta: async () => undefined,
      },
      asking: {
        pool: createProviderPool({ sources, clock }),
        allowed: () => () => true,
        isOwn: () => true,
      },
      offline: () => false,
      pauseMs,
    }
    const [row] = beside.portfolio.scriptsOf()
    if (row === undefined) throw new Error('nothing is watched')
    const scriptId = withLedger ? row.scriptId : row.scriptId + 1_000 // one that the ledger does not know
    try {
      const [found] = await createCrossCheckService(options).run(
        [{ scriptId, address }],
        named ?? null,
        never,
      )
      if (found === undefined) throw new Error('no result')
      return found
    } finally {
      for (const source of sources) await source.close()
    }
  }

  const cursor = () => {
    const at = beside.models.cursor()
    return { height: at?.height, hash: at?.hash }
  }
  const asked = ({ requests }: EsploraServer): boolean => requests.some(({ path }) => path.includes(address))

  it('agrees with every family, immature rewards counted, by outputs where they are listed and else by sums', async () => {
    const { confirmed, immature } = await ledger.reading(address)
    expect(immature).toBeGreaterThan(0)
    const all = await check(['esplora', 'electrum', 'cypher'])
    expect(all).toMatchObject({
      outcome: 'agree',
      reason: null,
      block: cursor(),
      basis: 'outputs',
      compared: ['ledger', 'provider:esplora', 'provider:electrum', 'provider:cypher'],
      silent: [],
      differences: [],
    })
    expect(all.statements.map(({ voice, outputs }) => [voice, outputs])).toEqual([
      ['ledger', 5],
      ['esplora', 5],
      ['electrum', 5],
      ['blockcypher', null],
    ])
    expect(new Set(all.statements.map((said) => said.confirmed))).toEqual(
      new Set([(confirmed ?? 0) + (immature ?? 0)]),
    )
    expect(await check(['cypher'])).toMatchObject({ outcome: 'agree', basis: 'sums' })
  })

  it('agrees while a payment and a spend wait in the mempool', async () => {
    await payer.send(address, 5_000)
    const coins = await holder.rpc<{ txid: string; vout: number }[]>('listunspent', [1, 9_999, [address]])
    const coin = coins.find(({ txid }) => txid !== hidden)
    const inputs = [{ txid: coin?.txid, vout: coin?.vout }]
    await holder.rpc('sendall', [[await payer.newAddress()], null, null, null, { inputs }])
    await ledger.sync()
    expect((await ledger.reading(address)).pending).not.toBe(0)
    expect(await check(['esplora', 'electrum', 'cypher'])).toMatchObject({
      outcome: 'agree',
      compared: ['ledger', 'provider:esplora', 'provider:electrum', 'provider:cypher'],
    })
    await node.mine(1)
    await ledger.sync()
  })

  it('never compares a figure that mixes pending in, and does not ask for it', async () => {
    const result = await check(['info'])
    expect(result).toMatchObject({ outcome: 'not_comparable', reason: 'definition' })
    expect(result.silent).toEqual([{ source: 'provider:info', reason: 'definition', message: null }])
    expect(infoRequests.filter(({ path }) => path.includes(address))).toEqual([])
  })

  it('takes servers of one family for one voice, and asks only one of them unless both are named', async () => {
    esplora.requests.length = 0
    twin.requests.length = 0
    expect(await check(['esplora', 'twin'], { withLedger: false })).toMatchObject({
      outcome: 'not_comparable',
      reason: 'one_voice',
    })
    expect([asked(esplora), asked(twin)]).toEqual([true, false])
    const both = await check(['esplora', 'twin'], { withLedger: false, named: ['esplora', 'twin'] })
    expect(both).toMatchObject({ outcome: 'not_comparable', reason: 'one_voice' })
    expect(both.statements).toHaveLength(2)
    expect(asked(twin)).toBe(true)
  })

  it('disagrees with a server that hides a payment, names the output, and says who has it', async () => {
    const result = await check(['hiding', 'electrum'])
    const only = [
      { count: 1, outputs: [{ txid: hidden, value: 777_000 }] },
      { count: 0, outputs: [] },
    ]
    expect(result).toMatchObject({ outcome: 'disagree', basis: 'outputs', block: cursor() })
    expect(result.differences).toMatchObject([
      { kind: 'outputs', between: ['ledger', 'provider:hiding'], only },
      { kind: 'outputs', between: ['provider:hiding', 'provider:electrum'], only: only.toReversed() },
    ])
    const sums = await check(['hiding', 'cypher'], { withLedger: false })
    expect(sums).toMatchObject({ outcome: 'disagree', basis: 'sums', differences: [{ kind: 'sums' }] })
  })

  it('waits until the ledger has read the block that a server spoke about', async () => {
    await payer.send(address, 123_000)
    await node.mine(1)
    const before = cursor()
    const checking = check(['esplora'], { pauseMs: 1_500 })
    await pause(300) // the server has answered by now, with a block that the ledger has not read
    await ledger.sync()
    const result = await checking
    expect(cursor()).not.toEqual(before)
    expect(result).toMatchObject({ outcome: 'agree', basis: 'outputs', block: cursor() })
  })

  it('asks a server that has moved on for its sum at the ledger’s block', async () => {
    await payer.send(address, 321_000)
    await node.mine(4)
    const result = await check(['esplora', 'electrum'])
    expect(result).toMatchObject({
      outcome: 'agree',
      basis: 'sums',
      block: cursor(),
      compared: ['ledger', 'provider:esplora', 'provider:electrum'],
    })
    expect(await check(['hiding'])).toMatchObject({
      outcome: 'disagree',
      basis: 'sums',
      differences: [{ kind: 'sums', at: cursor() }],
    })
    await ledger.sync()
  })

  it('takes its own sum of an earlier block where a server lags behind', async () => {
    esplora.faults.set('any', { kind: 'stale', blocks: 3 })
    const result = await check(['esplora'])
    esplora.faults.clear()
    const { height = 0 } = cursor()
    expect(result).toMatchObject({ outcome: 'agree', basis: 'sums', block: { height: height - 3 } })
  })

  it('is not comparable with a server on another branch', async () => {
    expect(await check(['forked'])).toMatchObject({ outcome: 'not_comparable', reason: 'different_block' })
  })

  it('says which server gave no answer, and asks the next of its family', async () => {
    esplora.faults.set('any', FAULTS.status(500))
    const alone = await check(['esplora'])
    expect(alone).toMatchObject({ outcome: 'not_comparable', reason: 'no_answer' })
    expect(alone.silent[0]?.message).toMatch(/./)
    const next = await check(['esplora', 'twin'])
    esplora.faults.clear()
    expect(next).toMatchObject({ outcome: 'agree', compared: ['ledger', 'provider:twin'] })
  })

  it('leaves out a server whose answer is proven false', async () => {
    const edit = (body: string): string => body.replace(/"funded_txo_sum":\d+/, '"funded_txo_sum":1')
    esplora.faults.set('address', { kind: 'edit', edit })
    const result = await check(['esplora'])
    esplora.faults.clear()
    expect(result).toMatchObject({ outcome: 'not_comparable', reason: 'lied' })
    expect(result.statements.map(({ source }) => source)).toEqual(['ledger'])
  })
})
