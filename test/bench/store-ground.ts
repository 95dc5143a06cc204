/** What the store's rows stand on: a ledger of many scripts on disk, and blocks to write into it. The same every time. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConnectedBlock, MatchedTx, ScanStore, ScriptId } from '../../electron/engine/ports.ts'
import { type Database, openDatabase } from '../../electron/store/open-database.ts'
import { createPortfolioStore } from '../../electron/store/portfolio-store.ts'
import { createScanStore, createWriteQueue } from '../../electron/store/scan-store.ts'
import {
  type BlockHeader,
  type BlockRef,
  blockHash,
  NO_HASH,
  type Outpoint,
  txid,
} from '../../shared/chain.ts'
import { copyToDisk } from './copy-to-disk.ts'
import { createRandom, type Random } from './random.ts'

/** A ledger on disk; each round works on a copy of its own. */
export interface StoreGround {
  /** The database; nobody has it open. */
  readonly file: string
  readonly scripts: readonly ScriptId[]
  readonly cursor: BlockHeader
  /** Opens a fresh copy with `synchronous = NORMAL`, and removes it when `use` is done. */
  withCopy<T>(use: (open: OpenCopy) => Promise<T>): Promise<T>
  dispose(): Promise<void>
}

export interface OpenCopy {
  readonly db: Database
  readonly store: ScanStore
}

/** How much of a block is ours. */
export interface BlockShape {
  readonly txs: number
  readonly outputsPerTx: number
  readonly spends: number
}

const START = 1_000
const ADD_AT_ONCE = 50_000
const clock = { now: () => 1_700_000_000_000 }

/** Makes a ledger of `scripts` scripts whose cursor stands above `filled` written blocks. */
export async function prepareStore(
  scripts: number,
  fill: readonly ConnectedBlock[] | ((ids: readonly ScriptId[]) => readonly ConnectedBlock[]) = [],
): Promise<StoreGround> {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-bench-'))
  const file = join(folder, 'ledger.sqlite')
  const db = openDatabase(file, { readOnly: false })
  try {
    const queue = createWriteQueue()
    const store = createScanStore(db, clock, queue)
    const ids = await watchMany(db, queue, scripts)
    const at = headerAt(START)
    await store.apply({
      kind: 'snapshot',
      at,
      headers: [at],
      outputHeaders: [],
      scripts: ids,
      outputs: [],
      observedAt: clock.now(),
    })
    await writeGrouped(store, typeof fill === 'function' ? fill(ids) : fill, 100)
    const { cursor } = await store.position()
    if (cursor === null) throw new Error('the ledger has no cursor')
    return {
      file,
      scripts: ids,
      cursor,
      withCopy: (use) => withCopy(file, use),
      dispose: () => rm(folder, { recursive: true, force: true }),
    }
  } finally {
    db.close()
  }
}

async function watchMany(
  db: Database,
  queue: ReturnType<typeof createWriteQueue>,
  count: number,
): Promise<readonly ScriptId[]> {
  const random = createRandom(21)
  const portfolio = createPortfolioStore(db, queue, clock)
  for (let at = 0; at < count; at += ADD_AT_ONCE) {
    const some = Array.from({ length: Math.min(ADD_AT_ONCE, count - at) }, () => scriptOf(random))
    await portfolio.add(some.map(toWatch))
  }
  return db.prepare<[], number>('SELECT id FROM script ORDER BY id').pluck().all()
}

/** The bytes of a script of the usual shape. */
function scriptOf(random: Random): Buffer {
  return Buffer.concat([Buffer.of(0, 20), random.bytes(20)])
}

function toWatch(scriptPubKey: Buffer) {
  // The text is its name only: a script needs no address to be matched.
  return { text: scriptPubKey.toString('hex'), scriptPubKey, scriptType: 'p2wpkh' } as const
}

let copies = 0

async function withCopy<T>(file: string, use: (open: OpenCopy) => Promise<T>): Promise<T> {
  const copy = `${file}-copy-${copies++}`
  await copyToDisk(file, copy)
  const db = openDatabase(copy, { readOnly: false })
  try {
    db.pragma('synchronous = NORMAL') // what the table compares at; the app writes with FULL
    return await use({ db, store: createScanStore(db, clock, createWriteQueue()) })
  } finally {
    db.close()
    for (const suffix of ['', '-wal', '-shm']) await rm(copy + suffix, { force: true })
  }
}

/** Connects the blocks on top of the cursor, `group` of them a transaction; tells how long each took, ms. */
export async function writeGrouped(
  store: ScanStore,
  blocks: readonly ConnectedBlock[],
  group: number,
  told: (ms: number) => void = () => undefined,
): Promise<void> {
  const { cursor, watchVersion } = await store.position()
  let on: BlockRef | null = cursor
  for (let at = 0; at < blocks.length; at += group) {
    if (on === null) throw new Error('the ledger has no cursor')
    const some = blocks.slice(at, at + group)
    const started = performance.now()
    await store.apply({ kind: 'connect', on, watchVersion, blocks: some })
    told(performance.now() - started)
    on = some.at(-1)?.header ?? on
  }
}

/**
 * Blocks above `below`: payments to scripts drawn from `scripts`, and spends of outputs that earlier ones of these
 * blocks have made.
 */
export function drawBlocks(
  scripts: readonly ScriptId[],
  below: BlockHeader | null,
  count: number,
  shape: BlockShape,
  seed = 22,
): readonly ConnectedBlock[] {
  const random = createRandom(seed)
  const coins: Outpoint[] = []
  return Array.from({ length: count }, (_, i) => {
    const made: Outpoint[] = []
    const txs = Array.from({ length: shape.txs }, (_unused, position): MatchedTx => {
      const id = txid(random.bytes(32).toString('hex'))
      const share =
        Math.floor(((position + 1) * shape.spends) / shape.txs) -
        Math.floor((position * shape.spends) / shape.txs)
      const outputs = Array.from({ length: shape.outputsPerTx }, (_one, vout) => {
        made.push({ txid: id, vout })
        return { vout, script: scripts[random.below(scripts.length)] ?? 0, value: 1 + random.below(1e9) }
      })
      return {
        txid: id,
        position: position + 1,
        coinbase: false,
        outputs,
        spends: takeCoins(coins, share, random),
      }
    })
    coins.push(...made)
    return { header: headerAt((below?.height ?? START) + 1 + i), txs }
  })
}

function takeCoins(coins: Outpoint[], count: number, random: Random): MatchedTx['spends'] {
  return Array.from({ length: Math.min(count, coins.length) }, (_, vin) => {
    const place = random.below(coins.length)
    const coin = coins[place]
    const last = coins.pop()
    if (coin === undefined || last === undefined) throw new Error('no coin is left')
    if (place < coins.length) coins[place] = last
    return { ...coin, vin }
  })
}

/** The header at a height, made up. */
export function headerAt(height: number): BlockHeader {
  const hashOf = (at: number) => (at < 0 ? NO_HASH : blockHash(at.toString(16).padStart(64, 'f')))
  return { height, hash: hashOf(height), prevHash: hashOf(height - 1), time: 1_600_000_000 + height * 600 }
}
