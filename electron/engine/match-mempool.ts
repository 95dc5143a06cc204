/** Looks at the mempool: which transactions concern us, and which of ours are gone. Decided only at the tip. */
import { sameBlock, type Txid } from '../../shared/chain.ts'
import { BlockFormatError, ByteReader } from './block/byte-reader.ts'
import { matchTransaction } from './block/match-transaction.ts'
import type { WatchTable } from './block/watch-table.ts'
import { claimsOf } from './mempool-claims.ts'
import { MempoolKeys } from './mempool-keys.ts'
import type { ChainSource, Clock, MatchedTx, MempoolUpdate, ScanPosition } from './ports.ts'

/** Transactions fetched in one look; the rest of a large mempool is left to the next ones. */
export const FETCHED_PER_LOOK = 5_000
/** Transactions in memory at a time: matching them takes a few milliseconds. */
const CHUNK = 500

/** One look. `left`: transactions that are still to be fetched; above 0 the update is partial. */
export interface MempoolLook {
  readonly update: MempoolUpdate
  readonly left: number
}

/** The position of a scanner that follows something. */
export type AtCursor = ScanPosition & { readonly cursor: NonNullable<ScanPosition['cursor']> }

export interface MempoolReader {
  /** Transactions that were read and are still there. */
  known(): number
  /**
   * Lists the mempool between two equal looks at the tip (which must be the cursor), fetches what is not known, and
   * what is known and may concern what has come to be watched since. Null when the tip moved meanwhile: the round is
   * skipped, and what it found is looked up again. Evictions are believed only here, at the tip: below it, "gone" may
   * mean "confirmed in a block not read yet"; and only once everything was read: what took their place may be in the rest.
   */
  look(
    position: AtCursor,
    pending: readonly Txid[],
    table: WatchTable,
    signal: AbortSignal,
  ): Promise<MempoolLook | null>
}

/** Builds a reader that has read nothing. The table may change, or be another one, between two looks. */
export function createMempoolReader(chain: ChainSource, clock: Clock): MempoolReader {
  const keys = new MempoolKeys()
  /** Known, and to be fetched and matched again. */
  const due = new Set<Txid>()
  /** Found in looks that read a part only: said once more with what has left, whose place they may have taken. */
  const early = new Map<Txid, MatchedTx>()
  let matched: { readonly table: WatchTable; readonly outpoints: number } | null = null

  /** What was matched against less than the table has now is matched again where it may concern that. */
  function markDue(table: WatchTable): void {
    if (matched?.table === table && matched.outpoints === table.outpointCount) return
    for (const id of keys.concerning(table)) due.add(id)
  }

  async function look(
    position: AtCursor,
    pending: readonly Txid[],
    table: WatchTable,
    signal: AbortSignal,
  ): Promise<MempoolLook | null> {
    const listed = new Set(await chain.mempoolTxids(signal))
    keys.keepOnly(listed)
    for (const id of due) if (!listed.has(id)) due.delete(id)
    for (const id of early.keys()) if (!listed.has(id)) early.delete(id)
    if (matched?.table !== table) forgetEarly()
    markDue(table)
    const found = new Map<Txid, MatchedTx>()
    try {
      const left = await fetchSome(listed, found, table, signal)
      matched = { table, outpoints: table.outpointCount }
      if (!sameBlock((await chain.view(signal)).best, position.cursor)) return takeBack(found)
      return { update: updateOf(seenWith(found, left), left), left }
    } catch (error) {
      takeBack(found)
      throw error
    }

    function updateOf(seen: readonly MatchedTx[], left: number): MempoolUpdate {
      const { height, hash } = position.cursor
      const evicted = left > 0 ? [] : pending.filter((id) => !listed.has(id))
      const update = { tip: { height, hash }, watchVersion: table.version, seen, evicted }
      const partial = left > 0 ? ({ partial: true } as const) : {}
      return { kind: 'mempool', ...update, ...partial, observedAt: clock.now() }
    }
  }

  /** What was matched against another table is matched again. */
  function forgetEarly(): void {
    takeBack(early)
    early.clear()
  }

  /** Once everything was read, with what was found on the way there. */
  function seenWith(found: ReadonlyMap<Txid, MatchedTx>, left: number): readonly MatchedTx[] {
    for (const [id, tx] of found) early.set(id, tx)
    if (left > 0) return [...found.values()]
    const seen = [...early.values()]
    early.clear()
    return seen
  }

  /** Nobody heard of these: they are found again. */
  function takeBack(found: ReadonlyMap<Txid, MatchedTx>): null {
    for (const id of found.keys()) due.add(id)
    return null
  }

  /** The new ones first. Returns how many are left. */
  async function fetchSome(
    listed: ReadonlySet<Txid>,
    found: Map<Txid, MatchedTx>,
    table: WatchTable,
    signal: AbortSignal,
  ): Promise<number> {
    const unknown = [...listed].filter((id) => !keys.has(id))
    let fetched = 0
    let asked = 0
    while (fetched < FETCHED_PER_LOOK && (asked < unknown.length || due.size > 0)) {
      const fresh = unknown.slice(asked, asked + CHUNK)
      const wanted = fresh.length > 0 ? fresh : firstOf(due, CHUNK)
      const raw = await chain.mempoolTransactions(wanted, signal)
      signal.throwIfAborted()
      asked += fresh.length
      fetched += wanted.length
      for (const id of wanted) due.delete(id) // one that has left is unknown when it comes back
      for (const hit of match(raw, found, table)) {
        const bytes = raw.get(hit.txid)
        if (bytes) await claim(hit, bytes)
      }
    }
    return unknown.length - asked + due.size

    async function claim(hit: MatchedTx, bytes: Uint8Array): Promise<void> {
      const fetchRaw: ChainSource['mempoolTransactions'] = (...args) => chain.mempoolTransactions(...args)
      const claims = await claimsOf(hit.txid, bytes, listed, fetchRaw, signal)
      table.addClaims(claims)
      found.set(hit.txid, { ...hit, claims })
    }
  }

  /** Who spends what was just found, and was read before it, is due. Returns those that touch what is watched. */
  function match(
    raw: ReadonlyMap<Txid, Uint8Array>,
    found: Map<Txid, MatchedTx>,
    table: WatchTable,
  ): readonly MatchedTx[] {
    const hits = matchAll([...raw.values()], table)
    const paying = hits.filter(({ txid, outputs }) => outputs.length > 0 && !found.has(txid))
    if (paying.length > 0)
      for (const id of keys.spending(new Set(paying.map(({ txid }) => txid)))) if (!raw.has(id)) due.add(id)
    for (const hit of hits) found.set(hit.txid, hit)
    for (const [id, bytes] of raw) keys.add(id, bytes)
    return hits.filter(
      ({ outputs, spends }) => outputs.length > 0 || spends.some((spend) => !table.isForeign(spend)),
    )
  }

  return { known: () => keys.size, look }
}

function firstOf<T>(all: Iterable<T>, count: number): readonly T[] {
  const some: T[] = []
  for (const one of all) if (some.push(one) >= count) break
  return some
}

/** Matches until no new outpoint turns up: a child may be listed before the parent that pays us. */
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
