/** What the cases on a real node share: raw scripts in the ledger, payments to any script, and the node's own set. */
import { expect } from 'vitest'
import type { ScanStore } from '../../../electron/engine/ports.ts'
import type { RegtestNode } from '../../../electron/launch/regtest-node.ts'
import { satsFromBtc } from '../../../shared/amounts.ts'
import { type EngineGround, openEngine } from '../../ground/engine-ground.ts'
import { ledgerCoins, removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { OPEN_FORMS, type OpenCoin, openTx, type RawOutput } from './open-script.ts'

/** A ledger that watches raw scripts. */
export interface CaseLedger {
  readonly engine: EngineGround
  watch(...scripts: readonly string[]): Promise<void>
  /** Snapshots and steps until everything watched follows the node's tip. */
  toTip(): Promise<void>
  /** At the tip; demands that the unspent outputs are those of `scantxoutset` at the same block, and gives how many. */
  same(): Promise<number>
  /** Of one script, in satoshis. */
  figures(script: string): { confirmed: number; immature: number; pending: number | null } | null
  close(): Promise<void>
}

/** A ledger on this node: a fresh one, or the one in `folder`, which stays when it is closed. */
export async function openCaseLedger(
  node: RegtestNode,
  given?: string,
  wrap: (store: ScanStore) => ScanStore = (store) => store,
): Promise<CaseLedger> {
  const folder = given ?? (await temporaryFolder())
  const engine = openEngine(node, folder, wrap)
  const { store } = engine
  const watched = store.portfolio.scriptsOf().map(({ address }) => address)
  const toTip = async (): Promise<void> => {
    do {
      // The scanner first: a snapshot of a branch that the cursor is not on would be refused.
      if ((await store.scan.position()).cursor !== null) await engine.toTip()
    } while ((await engine.snapshot()).length > 0)
  }
  return {
    engine,
    toTip,
    watch: async (...scripts) => {
      watched.push(...scripts)
      const toBytes = (script: string) => Buffer.from(script, 'hex')
      await store.portfolio.add(
        scripts.map((script) => ({
          text: script,
          scriptPubKey: toBytes(script),
          scriptType: 'witness' as const,
        })),
      )
    },
    same: async () => {
      await toTip()
      const truth = await nodeSet(node, watched)
      expect(store.models.cursor()).toMatchObject(truth.at)
      const coins = ledgerCoins(store.dataDir)
      expect(difference(coins, truth.coins)).toEqual([])
      expect(difference(truth.coins, coins)).toEqual([])
      return coins.size
    },
    figures: (script) => {
      const row = store.portfolio.scriptsOf().find(({ address }) => address === script)
      const reading = row && store.models.ledgerReadings([row.scriptId]).get(row.scriptId)
      if (!reading) return null
      const { confirmed, immature, pending } = reading
      return { confirmed, immature, pending }
    },
    close: async () => {
      await engine.close()
      if (given === undefined) await removeFolder(folder)
    },
  }
}

/** Some of what the first has and the second lacks. */
function difference(one: ReadonlySet<string>, other: ReadonlySet<string>): readonly string[] {
  return [...one].filter((coin) => !other.has(coin)).slice(0, 5)
}

interface Scan {
  readonly success: boolean
  readonly height: number
  readonly bestblock: string
  readonly unspents: readonly { txid: string; vout: number; amount: number; height: number }[]
}

/** `scantxoutset` of raw scripts: "txid:vout value height" of each coin, and the block. */
export async function nodeSet(
  node: RegtestNode,
  scripts: readonly string[],
): Promise<{ readonly at: { height: number; hash: string }; readonly coins: ReadonlySet<string> }> {
  const scan = await node.rpc<Scan>('scantxoutset', ['start', scripts.map((script) => `raw(${script})`)])
  if (!scan.success) throw new Error('the scan was not completed')
  const coins = scan.unspents.map(
    ({ txid, vout, amount, height }) => `${txid}:${vout} ${satsFromBtc(amount.toFixed(8))} ${height}`,
  )
  return { at: { height: scan.height, hash: scan.bestblock }, coins: new Set(coins) }
}

/** Mature coins that anybody may spend. */
export interface Bank {
  /** Pays these outputs in a block of its own, whatever policy says of them; gives the txid. */
  pay(...outputs: readonly RawOutput[]): Promise<string>
  /** A coin of the bank that is its caller's from now on. */
  coin(): OpenCoin
}

const HOUSE = OPEN_FORMS.p2wsh('ba5eba11')
const FEE = 20_000

/** Mines until the bank has `coins` coins that are mature. */
export async function openBank(node: RegtestNode, coins = 20): Promise<Bank> {
  const { address } = await node.rpc<{ address: string }>('decodescript', [HOUSE.script])
  const hashes = await node.mine(coins, address)
  await node.mine(100)
  const free: OpenCoin[] = []
  for (const hash of hashes) {
    const { tx } = await node.rpc<Block>('getblock', [hash, 2])
    const value = satsFromBtc((tx[0]?.vout[0]?.value ?? 0).toFixed(8))
    free.push({ ...HOUSE, txid: tx[0]?.txid ?? '', vout: 0, value })
  }
  const coin = (): OpenCoin => {
    const next = free.shift()
    if (!next) throw new Error('the bank is empty')
    return next
  }
  return {
    coin,
    pay: async (...outputs) => {
      const from = coin()
      const value = from.value - FEE - outputs.reduce((sum, output) => sum + output.value, 0)
      const tx = openTx([from], [...outputs, { script: HOUSE.script, value }])
      await node.generateBlock([tx.hex])
      free.unshift({ ...HOUSE, txid: tx.txid, vout: outputs.length, value })
      return tx.txid
    },
  }
}

interface Block {
  readonly tx: readonly { readonly txid: string; readonly vout: readonly { readonly value: number }[] }[]
}
