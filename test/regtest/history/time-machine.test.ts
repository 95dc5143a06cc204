/**
 * A random chain of payments, spends, replacements and reorganisations by a real node's wallet: at every height the
 * balance of the past is what the node said when that height was its tip, and the transactions are those that the node's
 * own watch-only wallet lists.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { parseAddress } from '../../../electron/engine/accounts/parse-address.ts'
import { type RegtestNode, startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import { createPastBlocks } from '../../../electron/services/past-blocks.ts'
import { createStatementService } from '../../../electron/services/statement-service.ts'
import { satsFromBtc } from '../../../shared/amounts.ts'
import type { Scope, TransactionRow } from '../../../shared/ipc/time.ts'
import { createRandom } from '../../bench/random.ts'
import { ownWords } from '../../ground/own-words.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { seedOf } from '../../ground/seed.ts'
import { type HistoryGround, mineRandomly, NEVER, openHistory } from './ground.ts'

const ALL: Scope = { kind: 'all' }
/** Before anything is watched, and in all. */
const UNWATCHED = 180
const BLOCKS = 300

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
    ...ownWords(store, { now: Date.now }),
  })({ of: ALL, from: { height: 1 }, to: { height: to }, format: 'csv', zone: 'UTC' }, NEVER)
}

function scriptOf(address: string): string {
  const entry = parseAddress(address, 'regtest')
  if (entry.kind === 'refused') throw new Error(entry.reason)
  return Buffer.from(entry.address.scriptPubKey).toString('hex')
}

/** Every block of a node as it came to be the tip, with what each address held then; by hash, so that branches do not mix. */
interface Recording {
  /** Mines and reorganises one block at a time, and writes down each. */
  readonly node: RegtestNode
  readonly held: Map<string, ReadonlyMap<string, number>>
  readonly follow: (addresses: readonly string[]) => void
}

function recordingOn(node: RegtestNode): Recording {
  const held: Recording['held'] = new Map()
  let addresses: readonly string[] = []
  let byScript: ReadonlyMap<string, string> = new Map()
  function follow(all: readonly string[]): void {
    addresses = all
    byScript = new Map(all.map((address) => [scriptOf(address), address]))
  }
  async function record(): Promise<void> {
    const found = new Map(addresses.map((address) => [address, 0]))
    if (addresses.length === 0) return void held.set(await node.rpc<string>('getbestblockhash'), found)
    const byDescriptor = addresses.map((address) => `addr(${address})`)
    const { bestblock, unspents } = await node.rpc<{
      bestblock: string
      unspents: { scriptPubKey: string; amount: number }[]
    }>('scantxoutset', ['start', byDescriptor])
    for (const { scriptPubKey, amount } of unspents) {
      const address = byScript.get(scriptPubKey) ?? ''
      found.set(address, (found.get(address) ?? 0) + satsFromBtc(amount.toFixed(8)))
    }
    held.set(bestblock, found)
  }
  async function mine(count: number, address?: string): Promise<string[]> {
    const hashes: string[] = []
    for (let n = 0; n < count; n++) {
      hashes.push(...(await node.mine(1, address)))
      await record()
    }
    return hashes
  }
  async function reorg(depth: number): Promise<string[]> {
    const first = await node.reorg(depth, { newBlocks: 1 })
    await record()
    return [...first, ...(await mine(depth))]
  }
  return { node: { ...node, mine, reorg }, held, follow }
}

describeWithBitcoind('the past of a random chain', (binary) => {
  it('is at each height what the node said of it, with the transactions of its own watch-only wallet', async () => {
    const seed = seedOf('time machine')
    process.stdout.write(`seed of the random chain: ${seed}\n`)
    const started = await startRegtestNode(binary, { extraArgs: ['-fallbackfee=0.0001'] })
    onTestFinished(() => started.stop())
    const { node, held, follow } = recordingOn(started)
    const addresses = await mineRandomly(node, seed, UNWATCHED, 12, follow)
    const begin = (await node.rpc<number>('getblockcount')) - UNWATCHED
    const ground = openHistory(node, tempDir(), {})
    onTestFinished(() => ground.close())
    await ground.watch(addresses)
    const random = createRandom(seed)
    while ((await node.rpc<number>('getblockcount')) < begin + BLOCKS) {
      await ground.sync()
      await payOrNot(node, random.below(1_000_000), addresses)
    }
    await ground.sync()
    await ground.start(0)
    await ground.fill()
    await ground.sync()
    const { models } = ground.store
    const top = models.cursor()?.height ?? 0
    expect(top).toBeGreaterThanOrEqual(begin + BLOCKS)
    const scripts = new Map(ground.store.portfolio.scriptsOf().map((each) => [each.scriptId, each.address]))
    let reorganised = held.size
    for (let height = 1; height <= top; height++) {
      const ref = await ground.refAt(height)
      const said = held.get(ref.hash)
      if (said === undefined) throw new Error(`nothing was recorded at ${height}`)
      reorganised -= 1
      const sum = [...said.values()].reduce((total, value) => total + value, 0)
      const { unread } = models.scopeOutputs.readAt(ALL, height)
      const { confirmed, immature } = models.scopeOutputs.sum(ALL, ref, unread)
      expect([height, confirmed + immature, unread]).toEqual([height, sum, []])
      for (const [script, answer] of models.ledgerAt([...scripts.keys()], height)) {
        if (answer.kind !== 'covered') throw new Error(`${height} is not covered`)
        const address = scripts.get(script) ?? ''
        expect([height, address, answer.confirmed + answer.immature]).toEqual([
          height,
          address,
          said.get(address) ?? 0,
        ])
      }
    }
    expect(reorganised).toBeGreaterThan(0) // blocks that lost were recorded, too

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
    const statement = await statementOf(ground, top - 2)
    expect((await statementOf(again, top - 2)).text).toBe(statement.text)
    expect(statement.text.split('\r\n').length).toBeGreaterThan(50)
  })
})

/** One or two more blocks of the same kind, among the addresses there are. */
async function payOrNot(node: RegtestNode, seed: number, addresses: readonly string[]): Promise<void> {
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
