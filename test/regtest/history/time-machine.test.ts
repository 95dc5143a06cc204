/**
 * A random chain of payments, spends, replacements and reorganisations by a real node's wallet: at every height the
 * balance of the past is what the node said when that height was its tip, and the transactions are those that the node's
 * own watch-only wallet lists.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import { createPastBlocks } from '../../../electron/services/past-blocks.ts'
import { createStatementService } from '../../../electron/services/statement-service.ts'
import { satsFromBtc } from '../../../shared/amounts.ts'
import type { Scope, TransactionRow } from '../../../shared/ipc/time.ts'
import { createRandom } from '../../bench/random.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { type HistoryGround, mineRandomly, NEVER, openHistory } from './ground.ts'

const ALL: Scope = { kind: 'all' }
const BLOCKS = 90

function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'tidemark-time-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

interface Listed {
  readonly txid: string
  readonly category: string
  readonly amount: number
  readonly blockhash?: string
}

/** Net change and block of each transaction in a block, as the wallet lists it: a send to itself is listed twice. */
function netsOf(listed: readonly Listed[]): ReadonlyMap<string, string> {
  const inBlocks = listed.filter(({ blockhash }) => blockhash !== undefined)
  return new Map(inBlocks.map(({ txid, blockhash }) => [txid, blockhash ?? '']))
}

const rowsOf = ({ store }: HistoryGround): readonly TransactionRow[] => {
  const tip = store.models.cursor()
  if (tip === null) throw new Error('no cursor')
  return [
    ...store.models.transactions.between(ALL, 0, tip.height, {
      tip,
      coverage: store.models.scopeCoverage(ALL),
    }),
  ]
}

function statementOf({ store }: HistoryGround, to: number): Promise<{ readonly text: string }> {
  const { models, portfolio } = store
  const pastBlocks = createPastBlocks({ models, node: null, offline: () => false })
  const watches = portfolio.list()
  return createStatementService({
    network: 'regtest',
    models,
    portfolio: { list: () => watches },
    pastBlocks,
  })({ of: ALL, from: { height: 1 }, to: { height: to }, format: 'csv', zone: 'UTC' }, NEVER)
}

describeWithBitcoind('the past of a random chain', (binary) => {
  it('is at each height what the node said of it, with the transactions of its own watch-only wallet', async () => {
    const seed = Math.floor(Math.random() * 1e9)
    process.stdout.write(`seed of the random chain: ${seed}\n`)
    const node = await startRegtestNode(binary, { extraArgs: ['-fallbackfee=0.0001'] })
    onTestFinished(() => node.stop())
    const addresses = await mineRandomly(node, seed, BLOCKS, 12)
    const ground = openHistory(node, tempDir(), {})
    onTestFinished(() => ground.close())
    await ground.watch(addresses)
    await ground.sync()
    const recorded = new Map<string, number>()
    const random = createRandom(seed)
    for (let n = 0; n < 25; n++) {
      await payOrNot(node, random.below(1_000_000), addresses)
      await ground.sync()
      const { height, bestblock, total_amount } = await node.rpc<{
        height: number
        bestblock: string
        total_amount: number
      }>('scantxoutset', ['start', addresses.map((address) => `addr(${address})`)])
      recorded.set(bestblock, satsFromBtc(total_amount.toFixed(8)))
      expect(ground.store.models.cursor()).toMatchObject({ height, hash: bestblock })
    }
    await ground.start(0)
    await ground.fill()
    await ground.sync()
    const { models } = ground.store
    let compared = 0
    for (const [hash, amount] of recorded) {
      const header = Array.from({ length: 400 }, (_, at) => models.blockAt(at)).find(
        (block) => block?.hash === hash,
      )
      if (!header) continue // a reorganisation took it
      const { unread } = models.scopeOutputs.readAt(ALL, header.height)
      const { confirmed, immature } = models.scopeOutputs.sum(ALL, header, unread)
      expect([header.height, confirmed + immature]).toEqual([header.height, amount])
      compared += 1
    }
    expect(compared).toBeGreaterThan(15)

    await node.rpc('createwallet', ['watch', true, true, '', false, true])
    const wanted = await Promise.all(
      addresses.map(async (address) => {
        const { descriptor } = await node.rpc<{ descriptor: string }>('getdescriptorinfo', [
          `addr(${address})`,
        ])
        return { desc: descriptor, timestamp: 0 }
      }),
    )
    await node.rpc('importdescriptors', [wanted], { wallet: 'watch' })
    const listed = await node.rpc<Listed[]>('listtransactions', ['*', 10_000, 0, true], { wallet: 'watch' })
    const rows = rowsOf(ground)
    expect(new Map(rows.map(({ txid, block }) => [txid as string, block?.hash as string]))).toEqual(
      netsOf(listed),
    )
    for (const row of rows.filter(({ coinbase }) => !coinbase)) {
      const { amount, fee } = await node.rpc<{ amount: number; fee?: number }>(
        'gettransaction',
        [row.txid, true],
        { wallet: 'watch' },
      )
      const net = satsFromBtc(amount.toFixed(8)) + (fee === undefined ? 0 : satsFromBtc(fee.toFixed(8)))
      expect([row.txid, row.net, row.complete]).toEqual([row.txid, net, true])
      if (row.fee !== null && fee !== undefined)
        expect([row.txid, row.fee]).toEqual([row.txid, -satsFromBtc(fee.toFixed(8))])
    }

    const again = openHistory(node, tempDir(), {})
    onTestFinished(() => again.close())
    await again.watch(addresses)
    await again.sync()
    await again.start(0)
    await again.fill()
    const top = (models.cursor()?.height ?? 0) - 2
    const statement = await statementOf(ground, top)
    expect((await statementOf(again, top)).text).toBe(statement.text)
    expect(statement.text.split('\r\n').length).toBeGreaterThan(50)
  }, 120_000)
})

/** One or two more blocks of the same kind, among the addresses there are. */
async function payOrNot(
  node: Awaited<ReturnType<typeof startRegtestNode>>,
  seed: number,
  addresses: readonly string[],
): Promise<void> {
  const random = createRandom(seed)
  const some = (): string => addresses[random.below(addresses.length)] ?? ''
  if (random.below(3) > 0) {
    const txid = await node.rpc<string>(
      'sendmany',
      ['', { [some()]: (100_000 + random.below(90_000)) / 1e8 }, 0, '', [], true],
      { wallet: 'history' },
    )
    if (random.below(3) === 0) await node.rpc('bumpfee', [txid], { wallet: 'history' })
  }
  await node.mine(1, random.below(5) === 0 ? some() : undefined)
  if (random.below(6) === 0) await node.reorg(1 + random.below(3))
}
