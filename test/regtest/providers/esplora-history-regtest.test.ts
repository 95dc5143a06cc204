import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  type RegtestNode,
  type RegtestWallet,
  startRegtestNode,
} from '../../../electron/launch/regtest-node.ts'
import { createEsplora, type EsploraSource } from '../../../electron/sources/esplora.ts'
import { type EsploraServer, startEsploraServer } from '../../fakes/esplora-server.ts'
import type { ServerShape } from '../../fakes/esplora-shape.ts'
import { type HeldRpc, holdRpc } from '../../ground/provider-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

const never = new AbortController().signal
const sats = (btc: number): number => Math.round(btc * 1e8)

const BLOCKS = 60
const SHAPES: Readonly<Record<string, Partial<ServerShape>>> = {
  electrs: {},
  'electrs with summaries': { summaryPage: 10 },
  'an Electrum backend': { backend: 'electrum' },
}

interface Unspent {
  readonly txid: string
  readonly vout: number
  readonly amount: number
  readonly height: number
}

describeWithBitcoind('the history of the Esplora adapter on a real chain', (binary) => {
  let node: RegtestNode
  let payer: RegtestWallet
  let owner: RegtestWallet
  let addresses: readonly string[]
  let start: number
  const servers: EsploraServer[] = []
  /** What the servers read of the node, anew after each move of the chain. */
  let held: HeldRpc
  const sources = new Map<string, EsploraSource>()
  /** What the node's own scan said at each height, when that block was its tip. */
  const said = new Map<number, readonly number[]>()

  const unspentOf = async (address: string): Promise<readonly Unspent[]> =>
    (await node.rpc<{ unspents: Unspent[] }>('scantxoutset', ['start', [`addr(${address})`]])).unspents

  const remember = async (): Promise<void> => {
    held.forget()
    const sums: number[] = []
    for (const address of addresses) // one after the other: a node runs one scan at a time
      sums.push((await unspentOf(address)).reduce((sum, { amount }) => sum + sats(amount), 0))
    said.set(await node.rpc<number>('getblockcount'), sums)
  }

  /** Payments in with every block, all of it out again now and then, blocks of its own now and then. */
  const live = async (n: number): Promise<void> => {
    for (const [place, address] of addresses.entries())
      if (n % (place + 1) === 0) await payer.send(address, 10_000 + n)
    if (n % 7 === 6) {
      await node.rpc('syncwithvalidationinterfacequeue')
      await owner.rpc('sendall', [[{ [addresses[n % 3] ?? '']: 0.0001 }, await payer.newAddress()]])
    }
    await node.mine(1, n % 10 === 3 ? addresses[2] : await payer.newAddress())
    await remember()
  }

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    held = holdRpc(node)
    payer = await node.wallet('payer')
    owner = await node.wallet('owner')
    await node.mine(105, await payer.newAddress())
    addresses = [
      await owner.newAddress('bech32'),
      await owner.newAddress('bech32m'),
      await owner.newAddress('legacy'),
    ]
    start = await node.rpc<number>('getblockcount')
    await remember()
    for (let n = 0; n < BLOCKS; n++) await live(n)
    for (const [name, shape] of Object.entries(SHAPES)) {
      const server = await startEsploraServer({ rpc: held.rpc, ...shape })
      servers.push(server)
      const options = { id: name, url: server.url, network: 'regtest', movingWaitMs: 5 } as const
      sources.set(name, createEsplora({ ...options, clock: { now: Date.now } }))
    }
  })

  afterAll(async () => {
    for (const source of sources.values()) await source.close()
    for (const server of servers) await server.close()
    await node?.stop()
  })

  const sourceOf = (name: string): EsploraSource => {
    const source = sources.get(name)
    if (source === undefined) throw new Error('no such server')
    return source
  }

  /** Every height from `from` on, every address: what the node said then. */
  const expectEveryHeight = async (name: string, from = start): Promise<void> => {
    const top = await node.rpc<number>('getblockcount')
    for (let height = from; height <= top; height++) {
      const hash = await node.rpc<string>('getblockhash', [height])
      const answers = await Promise.all(
        addresses.map((address) => sourceOf(name).balanceAt(address, height, never)),
      )
      expect(answers.map(({ confirmed }) => confirmed)).toEqual(said.get(height))
      expect(answers.every(({ at }) => at.height === height && at.hash === hash)).toBe(true)
    }
  }

  it.each(Object.keys(SHAPES))('gives the balance at every height as the node said it: %s', async (name) => {
    const figures = [...said.values()].map(([first = 0]) => first)
    expect(new Set(figures).size).toBeGreaterThan(BLOCKS / 2) // the balance really moves
    await expectEveryHeight(name)
    expect(await sourceOf(name).balanceAt(addresses[0] ?? '', 0, never)).toMatchObject({ confirmed: 0 })
  })

  it.each(Object.keys(SHAPES))(
    'gives the unspent outputs of the node, while a spend waits too: %s',
    async (name) => {
      await owner.rpc('sendall', [[await payer.newAddress()]])
      held.forget()
      for (const address of addresses) {
        const { outputs } = await sourceOf(name).unspent(address, never)
        const key = ({ txid, vout, height }: Omit<Unspent, 'amount'>) => `${txid}:${vout}@${height}`
        const expected = (await unspentOf(address)).map((coin) => `${key(coin)}=${sats(coin.amount)}`)
        expect(outputs.map((coin) => `${key(coin)}=${coin.value}`).sort()).toEqual(expected.sort())
        expect(expected.length).toBeGreaterThan(0)
      }
      await payer.send(addresses[0] ?? '', 40_000)
      await payer.send(addresses[1] ?? '', 50_000)
      await node.mine(1, addresses[2])
      await remember()
    },
  )

  it('is the same again on the other branch of a reorganisation', async () => {
    const height = await node.rpc<number>('getblockcount')
    const before = await sourceOf('electrs').history(addresses[0] ?? '', never)
    await node.rpc('invalidateblock', [await node.rpc<string>('getblockhash', [height - 7])])
    for (let gone = height - 7; gone <= height; gone++) said.delete(gone)
    for (let n = 0; n < 9; n++) {
      await payer.send(addresses[0] ?? '', 70_000 + n)
      await node.mine(1)
      await remember()
    }
    for (const name of Object.keys(SHAPES)) await expectEveryHeight(name, height - 10)
    const after = await sourceOf('electrs').history(addresses[0] ?? '', never)
    expect(after.tip.height).toBe(height + 1)
    const lost = before.rows.filter(({ height: at }) => at >= height - 7).map(({ blockHash }) => blockHash)
    expect(lost.length).toBeGreaterThan(0)
    expect(after.rows.some(({ blockHash }) => lost.includes(blockHash))).toBe(false)
  })
})
