/** What is tortured: a pruning node with a random chain, and a ledger that follows it. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BitcoindBinary } from '../../electron/launch/get-bitcoind.ts'
import { type RegtestNode, startRegtestNode } from '../../electron/launch/regtest-node.ts'
import { freePort } from '../../electron/launch/regtest-process.ts'
import { migrate } from '../../electron/store/migrate.ts'
import { MIGRATIONS } from '../../electron/store/migrations/index.ts'
import { openDatabase } from '../../electron/store/open-database.ts'
import { createReadModels } from '../../electron/store/read-models.ts'
import { connect } from '../../electron/store/sqlite.ts'
import { ledgerCoins, removeFolder, temporaryFolder } from '../ground/ledger-ground.ts'
import type { Chance } from '../ground/provider-ground.ts'
import { nodeSet, openBank, openCaseLedger } from '../regtest/cases/case-ground.ts'
import { RandomChain } from '../regtest/cases/random-chain.ts'
import type { ChildTask } from './child.ts'
import { ledgerFileIn } from './faults.ts'
import { type HintRelay, startHintRelay } from './hint-relay.ts'
import { type Relay, startRelay } from './relay.ts'
import { expectSound } from './soundness.ts'

const SCRIPTS = 400
/** Blocks with payments among those that are mined; the rest are empty, and quick. */
const BUSY_BLOCKS = 6
/** A pruning node keeps the newest 288 blocks. */
const KEPT = 288

/** A ledger of the first schema with rows in it. */
export interface OldLedger {
  readonly folder: string
  /** Opens it and demands that its rows are all there, at the newest schema. */
  expectWhole(): Promise<void>
}

export interface TortureGround {
  readonly node: RegtestNode
  readonly relay: Relay
  /** Where the relay's node publishes, for whoever asks through the relay. */
  readonly hints: HintRelay
  readonly ledgerFile: string
  /** How long a stopped process is stopped. */
  readonly stopMs: number
  task(more: Partial<ChildTask>): ChildTask
  /** Mines that many blocks, some of them with payments, spends, replacements and reorganisations. */
  grow(blocks: number): Promise<void>
  cursorHeight(): number
  /** Resolves once the ledger stands at the node's best block, at most that many ms later; whether it does. */
  reachesTip(withinMs: number): Promise<boolean>
  /** Mines and prunes until the node lacks what it had; gives the first block that it still has. */
  prune(): Promise<number>
  oldLedger(): Promise<OldLedger>
  /** Brings the ledger to the tip undisturbed; throws where it is not the node's set, or not sound. Gives the coins. */
  verify(): Promise<number>
  close(): Promise<void>
}

/** Starts the node, the relay, the chain, and a ledger with its first snapshot. */
export async function openTortureGround(
  binary: BitcoindBinary,
  chance: Chance,
  stopMs: number,
): Promise<TortureGround> {
  const publisher = `tcp://127.0.0.1:${await freePort()}`
  const extraArgs = ['-acceptnonstdtxn=1', `-zmqpubsequence=${publisher}`]
  const node = await startRegtestNode(binary, { prune: true, extraArgs })
  const hints = await startHintRelay(publisher, chance)
  const relay = await startRelay(node.url, { publisher, instead: hints.address })
  const folder = await temporaryFolder()
  const chain = new RandomChain(node, chance, await openBank(node), SCRIPTS)
  const olds: string[] = []

  async function ledgerOf<T>(work: (ledger: Awaited<ReturnType<typeof openCaseLedger>>) => Promise<T>) {
    const ledger = await openCaseLedger(node, folder)
    try {
      return await work(ledger)
    } finally {
      await ledger.close()
    }
  }

  await ledgerOf(async (ledger) => {
    await ledger.watch(...chain.scripts)
    await ledger.toTip()
  })

  async function verify(): Promise<number> {
    await ledgerOf((ledger) => ledger.toTip())
    expectSound(ledgerFileIn(folder))
    const truth = await nodeSet(node, chain.scripts)
    const coins = ledgerCoins(join(folder, 'regtest'))
    const wrong = [...coins].filter((coin) => !truth.coins.has(coin))
    const missing = [...truth.coins].filter((coin) => !coins.has(coin))
    if (wrong.length + missing.length > 0)
      throw new Error(`the ledger has ${wrong.length} coins too many and lacks ${missing.length}`)
    return coins.size
  }

  return {
    node,
    relay,
    hints,
    ledgerFile: ledgerFileIn(folder),
    stopMs,
    verify,
    task: (more) => ({
      url: node.url,
      cookieFile: node.cookieFile,
      folder,
      phaseFile: join(folder, 'phase'),
      clockShiftMs: 0,
      migrates: false,
      follows: false,
      ...more,
    }),
    grow: async (blocks) => {
      const busy = Math.min(blocks, BUSY_BLOCKS)
      for (let n = 0; n < busy; n++) {
        await chain.block()
        const empty = Math.floor((blocks - busy) / busy)
        if (empty > 0) await node.mine(empty)
      }
    },
    cursorHeight: () => cursorIn(ledgerFileIn(folder)),
    reachesTip: async (withinMs) => {
      const until = Date.now() + withinMs
      do {
        if (cursorHashIn(ledgerFileIn(folder)) === (await node.rpc<string>('getbestblockhash'))) return true
        await pause(50)
      } while (Date.now() < until)
      return false
    },
    prune: async () => {
      await node.mine(KEPT + 150)
      const height = await node.rpc<number>('getblockcount')
      await node.rpc('pruneblockchain', [height - KEPT])
      return (await node.rpc<{ pruneheight: number }>('getblockchaininfo')).pruneheight
    },
    oldLedger: async () => {
      const old = await temporaryFolder()
      olds.push(old)
      fillOldLedger(old)
      return { folder: old, expectWhole: async () => expectWhole(old) }
    },
    close: async () => {
      await hints.close()
      await relay.close()
      await node.stop()
      for (const each of [folder, ...olds]) await removeFolder(each)
    },
  }
}

function cursorIn(file: string): number {
  const db = openDatabase(file, { readOnly: true })
  try {
    return createReadModels(db).cursor()?.height ?? 0
  } finally {
    db.close()
  }
}

function cursorHashIn(file: string): string | null {
  const db = openDatabase(file, { readOnly: true })
  try {
    return createReadModels(db).cursor()?.hash ?? null
  } finally {
    db.close()
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const OLD_WATCHES = 3_000

/** As the first release wrote it, with enough rows for a migration to take a moment. */
function fillOldLedger(folder: string): void {
  mkdirSync(join(folder, 'regtest'), { recursive: true, mode: 0o700 })
  const db = connect(ledgerFileIn(folder), { readOnly: false, waitMs: 1_000 })
  try {
    db.pragma('journal_mode = WAL')
    migrate(db, MIGRATIONS.slice(0, 1))
    const script = db.prepare('INSERT INTO script (script_pubkey, address) VALUES (?, ?)')
    const watch = db.prepare(
      `INSERT INTO watch (kind, text, script_type, label, portfolio, added_at)
       VALUES ('address', ?, 'p2wpkh', '', '', 0)`,
    )
    const link = db.prepare('INSERT INTO watch_script (watch, script) VALUES (?, ?)')
    const asked = db.prepare('INSERT INTO disclosure (script, source, first_at, last_at) VALUES (?, ?, 1, 2)')
    db.transaction(() => {
      for (let n = 1; n <= OLD_WATCHES; n++) {
        const { lastInsertRowid: id } = script.run(
          Buffer.from(`0014${n.toString(16).padStart(40, '0')}`, 'hex'),
          `a${n}`,
        )
        link.run(watch.run(`a${n}`).lastInsertRowid, id)
        asked.run(id, 'provider:one')
      }
    })()
  } finally {
    db.close()
  }
}

function expectWhole(folder: string): void {
  const file = ledgerFileIn(folder)
  const db = openDatabase(file, { readOnly: false }) // brings it up to date where the kill came first
  try {
    const count = (table: string): number => Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get())
    const version = Number(db.pragma('user_version', { simple: true }))
    const rows = [count('watch'), count('script'), count('watch_script'), count('disclosure')]
    if (version !== MIGRATIONS.length || rows.some((each) => each !== OLD_WATCHES))
      throw new Error(`the old ledger is at ${version} with ${rows.join(', ')} rows`)
  } finally {
    db.close()
  }
  expectSound(file)
}
