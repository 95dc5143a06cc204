/** One look at the mempool: which transactions concern us, and which of ours are gone. Decided only at the tip. */
import { sameBlock, type Txid } from '../../shared/chain.ts'
import { BlockFormatError, ByteReader } from './block/byte-reader.ts'
import { matchTransaction } from './block/match-transaction.ts'
import type { WatchTable } from './block/watch-table.ts'
import type { ChainSource, Clock, MatchedTx, MempoolUpdate, ScanPosition } from './ports.ts'

const CHUNK = 500

export interface MempoolPass {
  readonly update: MempoolUpdate
  /** All txids of this pass: the next one fetches only what is not among them. */
  readonly known: ReadonlySet<Txid>
}

/**
 * Lists the mempool between two equal looks at the tip (which must be the cursor), fetches what is not in
 * `known`, and matches it. Null when the tip moved meanwhile: the round is skipped. Evictions are believed only
 * here, at the tip: below it, "gone" may mean "confirmed in a block not read yet".
 */
export async function readMempool(
  chain: ChainSource,
  position: ScanPosition & { readonly cursor: NonNullable<ScanPosition['cursor']> },
  pending: readonly Txid[],
  known: ReadonlySet<Txid>,
  table: WatchTable,
  clock: Clock,
  signal: AbortSignal,
): Promise<MempoolPass | null> {
  const txids = await chain.mempoolTxids(signal)
  const raw = await fetchUnknown(chain, txids, known, signal)
  const { best } = await chain.view(signal)
  if (!sameBlock(best, position.cursor)) return null
  const all = new Set(txids)
  const seen = matchAll(raw, table)
  const evicted = pending.filter((id) => !all.has(id))
  const tip = { height: position.cursor.height, hash: position.cursor.hash }
  return {
    update: { kind: 'mempool', tip, watchVersion: table.version, seen, evicted, observedAt: clock.now() },
    known: all,
  }
}

async function fetchUnknown(
  chain: ChainSource,
  txids: readonly Txid[],
  known: ReadonlySet<Txid>,
  signal: AbortSignal,
): Promise<ReadonlyMap<Txid, Uint8Array>> {
  const unknown = txids.filter((id) => !known.has(id))
  const raw = new Map<Txid, Uint8Array>()
  for (let i = 0; i < unknown.length; i += CHUNK) {
    for (const [id, bytes] of await chain.mempoolTransactions(unknown.slice(i, i + CHUNK), signal))
      raw.set(id, bytes)
  }
  return raw
}

/** Matches until no new outpoint turns up: a child may be listed before the parent that pays us. */
function matchAll(raw: ReadonlyMap<Txid, Uint8Array>, table: WatchTable): readonly MatchedTx[] {
  const found = new Map<Txid, MatchedTx>()
  for (let outputs = -1, before = -2; outputs !== before; ) {
    before = outputs
    outputs = 0
    for (const bytes of raw.values()) {
      const tx = matchOne(bytes, table)
      if (!tx) continue
      found.set(tx.txid, tx)
      outputs += tx.outputs.length
    }
  }
  return [...found.values()]
}

function matchOne(bytes: Uint8Array, table: WatchTable): MatchedTx | null {
  const reader = new ByteReader(bytes)
  const tx = matchTransaction(reader, table, {
    position: 0,
    coinbase: false,
    height: Number.POSITIVE_INFINITY,
  })
  if (reader.position !== bytes.length) throw new BlockFormatError('bytes left over', reader.position)
  return tx
}
