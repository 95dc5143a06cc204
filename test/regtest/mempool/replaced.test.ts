import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  type RegtestNode,
  type RegtestWallet,
  startRegtestNode,
} from '../../../electron/launch/regtest-node.ts'
import { btcFromSats, satsFromBtc } from '../../../shared/amounts.ts'
import type { JournalEntry } from '../../../shared/ipc/time.ts'
import {
  type LedgerGround,
  openLedger,
  removeFolder,
  temporaryFolder,
  valueOf,
} from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

interface Input {
  readonly txid: string
  readonly vout: number
}

interface Coin extends Input {
  readonly sats: number
}

/** All payments are of a wallet that nobody watches, so that nothing is known of what they spend but what is kept. */
describeWithBitcoind('a payment of others that another transaction makes impossible', (binary) => {
  let node: RegtestNode
  let payer: RegtestWallet
  let folder: string
  let app: LedgerGround
  let ours: string
  let home: string

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    payer = await node.wallet('payer')
    ours = await (await node.wallet('holder')).newAddress()
    home = await payer.newAddress()
    await node.mine(20, home)
    await node.mine(101)
    folder = await temporaryFolder()
    app = await openLedger(node, folder)
    await app.add(ours)
    await app.sync()
  })
  afterAll(async () => {
    await app.close()
    await removeFolder(folder)
    await node.stop()
  })

  const used = new Set<string>()
  /** A confirmed coin of the payer that no test has had. */
  async function coin(): Promise<Coin> {
    const coins = await payer.rpc<(Input & { amount: number })[]>('listunspent', [1])
    const found = coins.find(({ txid, vout }) => !used.has(`${txid}:${vout}`))
    if (!found) throw new Error('no coin left')
    used.add(`${found.txid}:${found.vout}`)
    return { txid: found.txid, vout: found.vout, sats: satsFromBtc(found.amount.toFixed(8)) }
  }
  /** A signed transaction of the payer: what is not paid to us goes home, or to `change`, but for the fee. */
  async function signed(input: Coin, toUs: number, fee: number, change = home): Promise<string> {
    const outputs = [
      { [change]: btcFromSats(input.sats - toUs - fee) },
      ...(toUs > 0 ? [{ [ours]: btcFromSats(toUs) }] : []),
    ]
    const inputs = [{ txid: input.txid, vout: input.vout, sequence: 0xffff_fffd }]
    const raw = await node.rpc<string>('createrawtransaction', [inputs, outputs])
    return (await payer.rpc<{ hex: string }>('signrawtransactionwithwallet', [raw])).hex
  }
  const publish = async (raw: Promise<string>): Promise<string> =>
    node.rpc('sendrawtransaction', [await raw, 0])
  const txidOf = async (raw: string): Promise<string> =>
    (await node.rpc<{ txid: string }>('decoderawtransaction', [raw])).txid

  async function journal(): Promise<readonly JournalEntry[]> {
    return (await app.call('journal.list', { of: { kind: 'all' }, limit: 200 })).entries
  }
  /** What the journal says of a transaction after a sync, oldest first. */
  async function told(...txids: readonly string[]): Promise<readonly string[]> {
    expect((await app.sync()).problem).toBeNull()
    const entries = (await journal()).filter(({ txid }) => txid !== null && txids.includes(txid))
    return entries
      .map(({ kind, txid, by }) => `${txids.indexOf(txid ?? '')} ${kind}${by ? ` ${by}` : ''}`)
      .toReversed()
  }

  it('is replaced by one that pays us again, and the journal names it', async () => {
    const from = await coin()
    const first = await publish(signed(from, 300_000, 1_000))
    await app.sync()
    const second = await publish(signed(from, 300_000, 9_000))
    expect(await told(first, second)).toEqual(['0 pending', `0 replaced ${second}`, '1 pending'])
    await node.mine(1)
    expect((await told(second)).at(-1)).toBe('0 confirmed')
  })

  it('is replaced by one that has nothing to do with us: the list of those that are gone names it, too', async () => {
    const from = await coin()
    const paid = await publish(signed(from, 40_000, 1_000))
    await app.sync()
    const back = await publish(signed(from, 0, 9_000))
    expect(await told(paid)).toEqual(['0 pending', `0 replaced ${back}`])
    const { transactions } = await app.call('transactions.list', {
      of: { kind: 'all' },
      limit: 50,
      gone: true,
    })
    expect(transactions.find(({ txid }) => txid === paid)?.replacement).toEqual({ by: back, fallen: false })
  })

  it('is replaced by one that only a block ever held', async () => {
    const from = await coin()
    const rival = await signed(from, 0, 9_000)
    const paid = await publish(signed(from, 50_000, 1_000))
    await app.sync()
    await node.generateBlock([rival])
    expect(await told(paid)).toEqual(['0 pending', `0 replaced ${await txidOf(rival)}`])
  })

  it('is replaced while nothing runs, and again by the next start', async () => {
    const from = await coin()
    const paid = await publish(signed(from, 60_000, 1_000))
    await app.sync()
    await app.close()
    const back = await publish(signed(from, 0, 9_000))
    app = await openLedger(node, folder)
    expect(await told(paid)).toEqual(['0 pending', `0 replaced ${back}`])
  })

  it('falls with the one that it builds on, whether that one pays us or not', async () => {
    for (const toUs of [70_000, 0]) {
      const from = await coin()
      const parent = await publish(signed(from, toUs, 1_000))
      const [middle, child] = await chainOn(parent, from.sats - toUs - 1_000)
      await app.sync()
      const back = await publish(signed(from, 0, 30_000))
      const fell = [`1 fallen ${back}`, '1 pending']
      const expected = toUs > 0 ? ['0 pending', `0 replaced ${back}`, ...fell] : fell
      expect([...(await told(parent, child))].sort()).toEqual(expected)
      expect(await told(middle)).toEqual([])
    }
  })

  /** On an output that goes home: one that pays only the payer, and on that one that pays us. */
  async function chainOn(parent: string, sats: number): Promise<[middle: string, child: string]> {
    const middle = await publish(signed({ txid: parent, vout: 0, sats }, 0, 1_000))
    return [middle, await publish(signed({ txid: middle, vout: 0, sats: sats - 1_000 }, 5_000, 1_000))]
  }

  it('left its block and is spent twice on the other branch: reorganised away, then replaced', async () => {
    const from = await coin()
    const rival = await signed(from, 0, 9_000)
    const paid = await publish(signed(from, 80_000, 1_000))
    await app.sync()
    const [block = ''] = await node.mine(1)
    await app.sync()
    await node.rpc('invalidateblock', [block])
    await node.generateBlock([rival])
    await node.generateBlock([])
    expect(await told(paid)).toEqual([
      '0 pending',
      '0 confirmed',
      '0 reorged',
      `0 replaced ${await txidOf(rival)}`,
    ])
  })

  it('never counted: adding up the journal gives the balance', async () => {
    const counted = (await journal()).filter((entry) => entry.counted)
    expect(counted.reduce((sum, { change }) => sum + change, 0)).toBe(valueOf(app.coins()))
    expect(valueOf(app.coins())).toBe(300_000)
  })
})
