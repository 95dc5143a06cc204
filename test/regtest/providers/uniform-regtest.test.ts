import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BalanceSource } from '../../../electron/engine/ports.ts'
import { ProviderError } from '../../../electron/engine/provider-error.ts'
import { createHost } from '../../../electron/host.ts'
import type { Host } from '../../../electron/host-types.ts'
import {
  type RegtestNode,
  type RegtestWallet,
  startRegtestNode,
} from '../../../electron/launch/regtest-node.ts'
import { type Server, startServer } from '../../../electron/serve.ts'
import { createApiKeys } from '../../../electron/services/api-keys.ts'
import { createMetrics } from '../../../electron/services/metrics.ts'
import { createUniform } from '../../../electron/sources/uniform.ts'
import { satsFromBtc } from '../../../shared/amounts.ts'
import { uniformFromNode } from '../../fakes/uniform-chain.ts'
import { BARE_SHAPE, startUniformServer, type UniformServer } from '../../fakes/uniform-server.ts'
import { removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

const never = new AbortController().signal

/** What the node's own set of unspent outputs says of an address at its tip. */
async function unspentOf(node: RegtestNode, address: string): Promise<number> {
  const found = await node.rpc<{ unspents: readonly { amount: number }[] }>('scantxoutset', [
    'start',
    [`addr(${address})`],
  ])
  return found.unspents.reduce((sum, { amount }) => sum + satsFromBtc(String(amount)), 0)
}

function uniform(url: string, apiKey?: string): BalanceSource {
  const key = apiKey === undefined ? {} : { apiKey }
  return createUniform({ id: 'u', url, network: 'regtest', clock: { now: Date.now }, ...key })
}

async function problemOf(call: Promise<unknown>): Promise<string> {
  const error = await call.catch((cause: unknown) => cause)
  return error instanceof ProviderError ? error.problem : 'none'
}

describeWithBitcoind('the uniform adapter on a real chain', (binary) => {
  let node: RegtestNode
  let payer: RegtestWallet
  let owner: RegtestWallet
  let address: string
  let servers: readonly UniformServer[]
  let sources: readonly BalanceSource[]

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    payer = await node.wallet('payer')
    owner = await node.wallet('owner')
    await node.mine(105, await payer.newAddress())
    address = await owner.newAddress()
    const chain = uniformFromNode((method, params) => node.rpc(method, params))
    const little = { ...BARE_SHAPE, pending: true, pages: true }
    servers = [await startUniformServer(chain), await startUniformServer(chain, little)]
    sources = servers.map(({ url }) => uniform(url))
  })
  afterAll(async () => {
    for (const source of sources ?? []) await source.close()
    for (const server of servers ?? []) await server.close()
    await node?.stop()
  })

  /** A few blocks that change the address, and what the node says right after each. */
  async function live(): Promise<readonly { height: number; hash: string; sats: number }[]> {
    const seen: { height: number; hash: string; sats: number }[] = []
    for (const step of ['receive', 'nothing', 'receive', 'spend', 'coinbase']) {
      if (step === 'receive') await payer.send(address, 70_000_000)
      if (step === 'spend') await owner.send(await payer.newAddress(), 30_000_000)
      const [hash = ''] = await node.mine(1, step === 'coinbase' ? address : await payer.newAddress())
      const height = await node.rpc<number>('getblockcount')
      seen.push({ height, hash, sats: await unspentOf(node, address) })
    }
    return seen
  }

  async function agree(expected: readonly { height: number; hash: string; sats: number }[]): Promise<void> {
    for (const source of sources)
      for (const { height, hash, sats } of expected)
        expect(await source.balanceAt(address, height, never)).toMatchObject({
          confirmed: sats,
          at: { height, hash },
        })
  }

  it("agrees with the node's unspent outputs at every height, before and after a reorganisation", async () => {
    const before = await live()
    expect(new Set(before.map(({ sats }) => sats)).size).toBeGreaterThan(2)
    await agree(before)
    await node.reorg(4, { empty: true })
    const best = await node.rpc<string>('getbestblockhash')
    const height = await node.rpc<number>('getblockcount')
    await agree([...before.slice(0, 1), { height, hash: best, sats: await unspentOf(node, address) }])
    await agree(await live())
  })

  it('tells pending from confirmed at the tip', async () => {
    const sats = await unspentOf(node, address)
    await payer.send(address, 1_234)
    for (const source of sources) {
      const { confirmed, pending } = await source.balance(address, never)
      expect(confirmed).toBe(sats)
      expect(pending).toBeGreaterThanOrEqual(1_234)
    }
    await node.mine(1)
  })

  it('reads another Tidemark: its balance at its tip, its tip, nothing at a height it cannot tell', async () => {
    const folder = await temporaryFolder()
    const renderer = join(folder, 'renderer')
    await mkdir(renderer)
    await writeFile(join(renderer, 'index.html'), 'page')
    const keys = createApiKeys(folder)
    const { key } = await keys.create('other')
    const metrics = createMetrics({ version: '0', network: 'regtest' })
    let host: Host | null = null
    let server: Server | null = null
    let source: BalanceSource | null = null
    try {
      host = await createHost({
        dataDir: folder,
        network: 'regtest',
        node: { url: node.url, auth: { kind: 'cookie', file: node.cookieFile } },
        access: 'own',
        follow: false,
        settingsWritable: false,
        purpose: 'test',
        version: '0',
      })
      server = await startServer(host, { rendererDir: renderer, api: { network: 'regtest', keys, metrics } })
      source = uniform(`http://127.0.0.1:${server.port}`, key)
      await host.router.call('portfolio.add', { lines: [address], atomic: true }, never)
      expect(await problemOf(source.balance(address, never))).toBe('fault') // nothing is known yet
      await host.router.call('scan.sync', {}, never)
      const [hash, height] = [await node.rpc('getbestblockhash'), await node.rpc<number>('getblockcount')]
      const confirmed = await unspentOf(node, address)
      const at = { height, hash }
      expect(await source.balance(address, never)).toMatchObject({ confirmed, pending: 0, at })
      expect(await source.tip(never)).toMatchObject(at)
      expect(await source.balanceAt(address, height, never)).toMatchObject({ confirmed, at })
      expect(await problemOf(source.balanceAt(address, height - 1, never))).toBe('cannot_know')
      expect(await problemOf(source.balance(await owner.newAddress(), never))).toBe('unsupported')
    } finally {
      await source?.close()
      await server?.close()
      await host?.stop()
      await removeFolder(folder)
    }
  })
})
