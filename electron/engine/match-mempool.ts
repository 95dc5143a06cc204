/** One look at the mempool: which transactions concern us, and which of ours are gone. Decided only at the tip. */
import { sameBlock, type Txid } from '../../shared/chain.ts'
import { BlockFormatError, ByteReader } from './block/byte-reader.ts'
import { matchTransaction } from './block/match-transaction.ts'
import type { WatchTable } from './block/watch-table.ts'
import type { ChainSource, Clock, MatchedTx, MempoolUpdate, ScanPosition } from './ports.ts'

const CHUNK = 500
/** Raw transactions kept at a time to be matched with one another. */
const MAX_RAW_BYTES = 32 << 20

/** What earlier passes have read; about 110 bytes a transaction of the mempool. */
export interface MempoolMemory {
  /** Read and matched: never fetched again while they stay. */
  readonly known: ReadonlySet<Txid>
  /** Listed, but gone when they were asked for. */
  readonly missed: ReadonlySet<Txid>
}

/** Nothing was read yet. */
export const EMPTY_MEMORY: MempoolMemory = { known: new Set(), missed: new Set() }

export interface MempoolPass {
  readonly update: MempoolUpdate
  /** For the next pass. */
  readonly memory: MempoolMemory
}

/**
 * Lists the mempool between two equal looks at the tip (which must be the cursor), fetches what is not known, and
 * matches it. Null when the tip moved meanwhile: the round is skipped, and nothing of it is remembered, because a
 * parent may have been missed that a block has taken. Evictions are believed only here, at the tip: below it, "gone"
 * may mean "confirmed in a block not read yet".
 */
export async function readMempool(
  chain: ChainSource,
  position: ScanPosition & { readonly cursor: NonNullable<ScanPosition['cursor']> },
  pending: readonly Txid[],
  memory: MempoolMemory,
  table: WatchTable,
  clock: Clock,
  signal: AbortSignal,
): Promise<MempoolPass | null> {
  const listed = new Set(await chain.mempoolTxids(signal))
  const unknown = [...listed].filter((id) => !memory.known.has(id))
  const { seen, missed } = await readUnknown(chain, unknown, table, signal)
  const { best } = await chain.view(signal)
  if (!sameBlock(best, position.cursor)) return null
  const evicted = pending.filter((id) => !listed.has(id))
  const tip = { height: position.cursor.height, hash: position.cursor.hash }
  return {
    update: { kind: 'mempool', tip, watchVersion: table.version, seen, evicted, observedAt: clock.now() },
    memory: remember(listed, missed, memory, seen),
  }
}

/**
 * One that was missed and came back: what spends it may have been read without it, so that everything is read again
 * where it pays us.
 */
function remember(
  listed: Set<Txid>,
  missed: ReadonlySet<Txid>,
  before: MempoolMemory,
  seen: readonly MatchedTx[],
): MempoolMemory {
  const cameBack = seen.some(({ txid, outputs }) => outputs.length > 0 && before.missed.has(txid))
  if (cameBack) return EMPTY_MEMORY
  for (const id of missed) listed.delete(id)
  const stillMissed = [...before.missed].filter((id) => !listed.has(id))
  return { known: listed, missed: new Set([...missed, ...stillMissed.slice(-CHUNK)]) }
}

interface ReadTransactions {
  readonly seen: readonly MatchedTx[]
  readonly missed: ReadonlySet<Txid>
}

async function readUnknown(
  chain: ChainSource,
  unknown: readonly Txid[],
  table: WatchTable,
  signal: AbortSignal,
): Promise<ReadTransactions> {
  const seen: MatchedTx[] = []
  const missed = new Set<Txid>()
  let raw: Uint8Array[] = []
  let held = 0
  for (let start = 0; start < unknown.length; start += CHUNK) {
    const wanted = unknown.slice(start, start + CHUNK)
    const found = await chain.mempoolTransactions(wanted, signal)
    for (const id of wanted) if (!found.has(id)) missed.add(id)
    for (const bytes of found.values()) {
      raw.push(bytes)
      held += bytes.length
    }
    if (held < MAX_RAW_BYTES) continue
    seen.push(...matchAll(raw, table))
    raw = []
    held = 0
  }
  return { seen: [...seen, ...matchAll(raw, table)], missed }
}

/**
 * Matches until no new outpoint turns up: a child may be listed before the parent that pays us. A bitcoind lists
 * parents first, so that what does not fit into memory at once is matched in its order.
 */
function matchAll(raw: readonly Uint8Array[], table: WatchTable): readonly MatchedTx[] {
  const found = new Map<Txid, MatchedTx>()
  for (let outputs = -1, before = -2; outputs !== before; ) {
    before = outputs
    outputs = 0
    for (const bytes of raw) {
      const tx = matchOne(bytes, table)
      if (!tx) continue
      found.set(tx.txid, tx)
      outputs += tx.outputs.length
    }
  }
  return [...found.values()]
}

function matchOne(bytes: Uint8Array, table: WatchTable): MatchedTx | null {
  if (isCoinbase(bytes)) return null // of a block that became stale: it can never be pending
  const reader = new ByteReader(bytes)
  const tx = matchTransaction(reader, table, {
    position: 0,
    coinbase: false,
    height: Number.POSITIVE_INFINITY,
  })
  if (reader.position !== bytes.length) throw new BlockFormatError('bytes left over', reader.position)
  return tx
}

/** Version, the segwit marker where there is one, one input, and that spends nothing. */
function isCoinbase(bytes: Uint8Array): boolean {
  const inputs = bytes[4] === 0 ? 6 : 4
  return bytes[inputs] === 1 && bytes.subarray(inputs + 1, inputs + 33).every((byte) => byte === 0)
}
