import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BalanceSource, BatchAnswer, ProviderBalance } from '../../../electron/engine/ports.ts'
import { ProviderError } from '../../../electron/engine/provider-error.ts'
import { type RegtestNode, startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import { createBlockchainInfo } from '../../../electron/sources/blockchain-info.ts'
import { createBlockcypher } from '../../../electron/sources/blockcypher.ts'
import { createElectrum } from '../../../electron/sources/electrum/electrum.ts'
import { createEsplora } from '../../../electron/sources/esplora.ts'
import { balanceAtHeight } from '../../../electron/sources/history-balance.ts'
import { createUniform } from '../../../electron/sources/uniform.ts'
import { startBlockchainInfoServer } from '../../fakes/blockchain-info-server.ts'
import { startBlockcypherServer } from '../../fakes/blockcypher-server.ts'
import { startElectrumServer } from '../../fakes/electrum-server.ts'
import { startEsploraServer } from '../../fakes/esplora-server.ts'
import { uniformFromNode } from '../../fakes/uniform-chain.ts'
import { startUniformServer } from '../../fakes/uniform-server.ts'
import {
  beginLife,
  createChance,
  type HeldRpc,
  holdRpc,
  type ProviderLife,
  type TrueBlock,
  type WatchedAddress,
} from '../../ground/provider-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { seedOf } from '../../ground/seed.ts'

const never = new AbortController().signal
const START = 105
const HEIGHTS = Array.from({ length: 50 }, (_, n) => START + 1 + n)
/** Addresses whose history takes more than a page everywhere. */
const BUSY_ADDRESSES = 3
const AT_ONCE = 6
const LIMIT_MS = 300_000 // against hanging

type Closing = { close(): Promise<void> }

describeWithBitcoind('every adapter on one random chain', (binary) => {
  const chance = createChance(seedOf('all adapters'))
  const servers: Closing[] = []
  const sources: BalanceSource[] = []
  /** By adapter: how many of the requests that came to its server asked for a further page of a history. */
  const furtherPages = new Map<string, () => number>()
  let node: RegtestNode
  let life: ProviderLife
  let held: HeldRpc

  beforeAll(async () => {
    console.info(`seed of the random chain: ${chance.seed}`)
    node = await startRegtestNode(binary)
    life = await beginLife(node, chance)
    for (const _ of HEIGHTS) await life.block()
    held = holdRpc(node)
    await startAll(held)
  }, LIMIT_MS)

  afterAll(async () => {
    for (const each of [...sources, ...servers]) await each.close()
    await node?.stop()
  })

  const startAll = async ({ rpc }: HeldRpc): Promise<void> => {
    const common = { network: 'regtest', clock: { now: Date.now }, movingWaitMs: 5 } as const
    const started = async <T extends Closing>(server: Promise<T>): Promise<T> => {
      servers.push(await server)
      return server
    }
    const electrs = await started(startEsploraServer({ rpc }))
    const mempool = await started(startEsploraServer({ rpc, summaryPage: 10 }))
    const cypher = await started(startBlockcypherServer({ rpc }, { chainName: 'regtest', pageRows: 20 }))
    const info = await started(startBlockchainInfoServer({ rpc }, { pageTxs: 40 }))
    const addresses = life.watched.map(({ address }) => address)
    const electrum = await started(startElectrumServer({ chain: { rpc }, network: 'regtest', addresses }))
    const uniform = await started(startUniformServer(uniformFromNode(rpc)))
    const count = (name: string, { requests }: { requests: readonly { path: string }[] }, page: RegExp) =>
      furtherPages.set(name, () => requests.filter(({ path }) => page.test(path)).length)
    count('esplora', electrs, /\/txs\/chain\/[0-9a-f]{64}/)
    count('esplora with summaries', mempool, /\/txs\/summary\/[0-9a-f]{64}/)
    count('blockcypher', cypher, /[?&]before=\d/)
    count('blockchain.info', info, /[?&]offset=[1-9]/)
    sources.push(
      createEsplora({ id: 'esplora', url: electrs.url, ...common }),
      createEsplora({ id: 'esplora with summaries', url: mempool.url, ...common }),
      createBlockcypher({ id: 'blockcypher', url: cypher.url, ...common }),
      createBlockchainInfo({ id: 'blockchain.info', url: info.url, ...common }),
      createElectrum({ id: 'electrum', url: electrum.url, ...common }),
      createUniform({ id: 'uniform', url: uniform.url, ...common }),
    )
  }

  /** What every adapter says of all addresses at the tip, in calls as large as it takes them. */
  const expectTip = async (): Promise<void> => {
    held.forget()
    for (const source of sources) {
      const { batch } = source.capabilities
      const groups = Array.from({ length: Math.ceil(life.watched.length / batch) }, (_, n) =>
        life.watched.slice(n * batch, (n + 1) * batch),
      )
      const answers = await inTurns(groups, async (group) => {
        const asked = group.map(({ address }) => address)
        return source.balances(asked, never)
      })
      const said = answers.flat().map(wordOfAnswer)
      expect(differences(said, life.watched.map(truthFor(source, life.truth.tip))), source.id).toEqual([])
    }
  }

  /** The unspent outputs of some addresses, in sum, where a protocol lists them. */
  const expectUnspent = async (count: number): Promise<void> => {
    const some = chance.some(life.watched, count)
    const { tip } = life.truth
    for (const source of sources.filter(({ capabilities }) => capabilities.utxos)) {
      const said = await inTurns(some, ({ address }) =>
        source.unspent(address, never).then(({ outputs, tip: at }) => {
          return word(
            outputs.reduce((sum, { value }) => sum + value, 0),
            at,
          )
        }, asProblem),
      )
      expect(differences(said, some.map(truthFor(source, tip))), source.id).toEqual([])
    }
  }

  /** The balance of each address after each of these blocks: from one history each where there is one. */
  const expectHeights = async (heights: readonly number[]): Promise<void> => {
    const blocks = heights.map((height) => life.truth.at(height))
    for (const source of sources) {
      expect(source.capabilities.balanceAtHeight, source.id).toBe(true)
      const said = await inTurns(life.watched, ({ address }) =>
        source.capabilities.history
          ? fromHistory(source, address, heights)
          : fromQuestions(source, address, heights),
      )
      const expected = life.watched.flatMap((watched) =>
        blocks.map((block) => truthFor(source, block)(watched)),
      )
      expect(differences(said.flat(), expected), source.id).toEqual([])
    }
  }

  const fromHistory = async (
    source: BalanceSource,
    address: string,
    heights: readonly number[],
  ): Promise<readonly string[]> => {
    const { tip } = life.truth
    const history = await source.history(address, never).catch(asProblem)
    if (typeof history === 'string') return heights.map(() => history)
    expect(history.tip, source.id).toMatchObject({ height: tip.height, hash: tip.hash })
    return heights.map((height) =>
      word(balanceAtHeight(history.rows, height), { height, hash: life.truth.at(height).hash }),
    )
  }

  const fromQuestions = async (
    source: BalanceSource,
    address: string,
    heights: readonly number[],
  ): Promise<readonly string[]> => {
    const said: string[] = []
    for (const height of heights)
      said.push(await source.balanceAt(address, height, never).then(wordOf, asProblem))
    return said
  }

  /** Real questions about some addresses at some of these blocks, each block's hash included. */
  const expectSample = async (heights: readonly number[], count: number): Promise<void> => {
    for (const source of sources) {
      const pairs = Array.from({ length: count }, () => ({
        watched: chance.pick(life.watched),
        block: life.truth.at(chance.pick(heights)),
      }))
      const said = await inTurns(pairs, ({ watched, block }) =>
        source.balanceAt(watched.address, block.height, never).then(wordOf, asProblem),
      )
      const expected = pairs.map(({ watched, block }) => truthFor(source, block)(watched))
      expect(differences(said, expected), source.id).toEqual([])
    }
  }

  it('has addresses that were paid, paid again, spent from, mined to and never used, of every type', () => {
    const { paid, spent, mined } = life.tally
    expect(life.watched).toHaveLength(200)
    const { sats } = life.truth.tip
    for (const type of ['p2pkh', 'p2sh', 'p2wpkh', 'p2wsh', 'p2tr', 'witness'])
      expect(
        life.watched.filter((watched) => watched.type === type && (sats.get(watched.address) ?? 0) > 0)
          .length,
        type,
      ).toBeGreaterThan(2)
    expect([...paid.values()].filter((times) => times > 1).length).toBeGreaterThan(50)
    expect(Math.max(...paid.values())).toBeGreaterThan(40)
    expect(spent.size).toBeGreaterThan(20)
    expect(mined.size).toBeGreaterThan(3)
    expect(life.watched.filter(({ address }) => !sats.has(address)).length).toBeGreaterThan(10)
  })

  it(
    'gives what the node said, at the tip and at each of 50 heights',
    async () => {
      await expectTip()
      await expectUnspent(60)
      await expectHeights(HEIGHTS)
      await expectSample(HEIGHTS, 40)
    },
    LIMIT_MS,
  )

  it('has asked for further pages wherever a protocol has pages', () => {
    for (const [name, count] of furtherPages) expect(count(), name).toBeGreaterThan(BUSY_ADDRESSES - 1)
  })

  it('calls what it does not serve unsupported, for each question', async () => {
    for (const source of sources) {
      const { scriptTypes, history, utxos } = source.capabilities
      for (const { address, type } of life.watched.filter((watched) => !scriptTypes.includes(watched.type))) {
        const questions = [
          source.balance(address, never),
          source.balanceAt(address, START, never),
          source.history(address, never),
          source.unspent(address, never),
        ]
        for (const question of questions)
          expect(await question.then(() => 'an answer', asProblem), `${source.id} ${type}`).toBe(
            'unsupported',
          )
      }
      const [served] = life.watched
      if (!history)
        expect(await source.history(served?.address ?? '', never).then(() => 'an answer', asProblem)).toBe(
          'unsupported',
        )
      if (!utxos)
        expect(await source.unspent(served?.address ?? '', never).then(() => 'an answer', asProblem)).toBe(
          'unsupported',
        )
    }
  })

  for (const { depth, empty } of [
    { depth: 1, empty: true }, // mined again it could be the same balances
    { depth: 3, empty: true },
    { depth: 7, empty: false },
  ])
    it(
      `gives what the node says after a reorganisation of depth ${depth}`,
      async () => {
        const before = life.truth.tip
        const common = before.height - depth
        await life.fork(depth, empty)
        await expectTip() // the tip is lower now, or another at the same height
        await expectUnspent(20)
        while (life.truth.tip.height <= before.height) await life.block()
        expect(life.truth.at(before.height).hash).not.toBe(before.hash)
        expect(life.truth.at(before.height).sats).not.toEqual(before.sats)
        await expectTip()
        const above = Array.from({ length: life.truth.tip.height - common }, (_, n) => common + 1 + n)
        const below = chance.some(
          HEIGHTS.filter((height) => height <= common),
          8,
        )
        await expectHeights([...below, ...above])
        await expectSample(above, 20)
        await expectSample(below, 10)
      },
      LIMIT_MS,
    )
})

/** One for each, so many under way at a time, in their order. */
async function inTurns<T, R>(all: readonly T[], ask: (one: T) => Promise<R>): Promise<readonly R[]> {
  const answers: R[] = []
  const rest = all.entries()
  const worker = async (): Promise<void> => {
    for (const [n, one] of rest) answers[n] = await ask(one)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return answers
}

/** What an adapter must say of an address after a block, in one word that can be compared. */
function truthFor({ capabilities }: BalanceSource, block: TrueBlock): (watched: WatchedAddress) => string {
  return ({ address, type }) =>
    capabilities.scriptTypes.includes(type) ? word(block.sats.get(address) ?? 0, block) : 'unsupported'
}

function word(sats: number, { height, hash }: { readonly height: number; readonly hash: string }): string {
  return `${sats} at ${height} ${hash}`
}

function wordOf({ confirmed, at }: ProviderBalance): string {
  return word(confirmed, at)
}

function wordOfAnswer(answer: BatchAnswer): string {
  return answer.kind === 'balance' ? wordOf(answer.balance) : asProblem(answer.error)
}

function asProblem(error: unknown): string {
  if (error instanceof ProviderError)
    return error.problem === 'unsupported' ? 'unsupported' : `${error.problem}: ${error.message}`
  throw error
}

/** The first few places where two lists differ, and whether one is longer. */
function differences(said: readonly string[], expected: readonly string[]): readonly string[] {
  const longer = Array.from({ length: Math.max(said.length, expected.length) }, (_, n) => n)
  return longer
    .filter((n) => said[n] !== expected[n])
    .slice(0, 10)
    .map((n) => `#${n}: said "${said[n]}", is "${expected[n]}"`)
}
