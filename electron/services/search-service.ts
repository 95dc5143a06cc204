/**
 * The one search. The main thread is never held long: what no index answers is read in stretches with pauses between
 * them. The text goes nowhere but into the ledger's own reads.
 */
import { setImmediate } from 'node:timers/promises'
import type { Network, Txid } from '../../shared/chain.ts'
import { keyOfHit, type SearchHit, type SearchRequests, type SearchResult } from '../../shared/ipc/search.ts'
import type { Label } from '../../shared/labels.ts'
import { parseAddress } from '../engine/accounts/parse-address.ts'
import { refuseSecrets } from '../engine/labels/secret-text.ts'
import { amountsIn } from '../engine/search/search-amount.ts'
import { searchTerms } from '../engine/search/search-terms.ts'
import type { LabelStore } from '../store/labels.ts'
import type { NoteStore } from '../store/notes.ts'
import type { FoundEntry, FoundOutput, SearchReads, Stretch, Stretched } from '../store/search.ts'

export interface SearchServiceOptions {
  readonly network: Network
  readonly reads: SearchReads
  readonly labels: Pick<LabelStore, 'get'>
  readonly notes: Pick<NoteStore, 'groups'>
}

export interface SearchService {
  run(request: SearchRequests['search.run']['in'], signal: AbortSignal): Promise<SearchResult>
}

/** Rows that are looked at without a pause: a few milliseconds. */
const STRETCH = 20_000
/** How a partial transaction id is told from a word. */
const LEAST_HEX = 6
const LEAST_ADDRESS = 4

/** Builds the service. */
export function createSearchService({ network, reads, labels, notes }: SearchServiceOptions): SearchService {
  async function run(
    { text, limit }: SearchRequests['search.run']['in'],
    signal: AbortSignal,
  ): Promise<SearchResult> {
    refuseSecrets([text], { isTxid: () => true })
    const wanted = text.trim()
    const hits = new Map<string, SearchHit>()
    if (wanted === '') return { hits: [], more: false }
    for (const find of [
      findOutpoint,
      findTransactions,
      findAddresses,
      findGroups,
      findLabels,
      findNotes,
      findAmounts,
    ]) {
      for await (const hit of find(wanted, limit + 1, signal)) {
        const key = keyOfHit(hit)
        if (!hits.has(key)) hits.set(key, hit)
        if (hits.size > limit) return { hits: [...hits.values()].slice(0, limit), more: true }
      }
    }
    return { hits: [...hits.values()], more: false }
  }

  type Find = (text: string, limit: number, signal: AbortSignal) => AsyncGenerator<SearchHit>

  /** Newest first, a stretch at a time. */
  async function* stretches(table: Stretched, signal: AbortSignal): AsyncGenerator<Stretch> {
    for (let to = reads.lastId(table); to > 0; to -= STRETCH) {
      yield { from: Math.max(0, to - STRETCH), to }
      await setImmediate(undefined, { signal })
    }
  }

  const findOutpoint: Find = async function* (text) {
    const [, txid, vout] = /^([0-9a-f]{64}):(\d{1,10})$/i.exec(text) ?? []
    if (txid === undefined || vout === undefined) return
    const ref = `${txid.toLowerCase()}:${Number(vout)}`
    const output = reads.output(txid, Number(vout))
    if (output !== null) yield outputHit(output)
    for (const label of reads.labelsOf(ref, 2)) if (label.ref === ref) yield* hitsOfLabel(label)
    if (reads.hasTransaction(txid)) yield transactionHit(txid.toLowerCase() as Txid)
  }

  const findTransactions: Find = async function* (text, limit, signal) {
    if (!/^[0-9a-f]{6,64}$/i.test(text) || text.length < LEAST_HEX) return
    const hex = text.toLowerCase()
    if (hex.length === 64) {
      if (reads.hasTransaction(hex)) yield transactionHit(hex as Txid) // 64 digits of hex, seen in the ledger
    } else {
      for await (const stretch of stretches('tx', signal))
        yield* reads.transactionsFrom(hex, stretch, limit).map(transactionHit)
    }
    for (const label of reads.labelsOf(hex, limit)) yield* hitsOfLabel(label)
  }

  const findAddresses: Find = async function* (text, limit, signal) {
    const typed = text.replace(/^bitcoin:/i, '').replace(/\?.*$/s, '')
    const entry = parseAddress(typed, network)
    if (entry.kind === 'address') {
      const { scriptPubKey, text: address } = entry.address
      for (const found of reads.entriesOfScript(scriptPubKey)) yield entryHit(found, 'address', address)
      for (const label of reads.labelsOf(address, 1)) yield* hitsOfLabel(label)
      return
    }
    const prefix = /^(bc|tb|bcrt)1/i.test(typed) ? typed.toLowerCase() : typed
    if (prefix.length < LEAST_ADDRESS || !/^[0-9a-zA-Z]{4,120}$/.test(prefix)) return
    for (const found of reads.entriesLabelled({ type: 'xpub', ref: typed }))
      yield entryHit(found, 'address', typed)
    for (const found of reads.entriesFrom(prefix, limit)) yield entryHit(found, 'address', found.text)
    for (const label of reads.labelsOf(prefix, limit)) yield* hitsOfLabel(label)
    if (!mayBeAddress(prefix)) return
    for await (const stretch of stretches('script', signal))
      for (const { address, ...found } of reads.scriptsFrom(prefix, stretch, limit))
        yield entryHit(found, 'address', address)
  }

  const findGroups: Find = async function* (text) {
    const words = folded(text).split(/\s+/)
    for (const { name } of notes.groups())
      if (words.every((word) => folded(name).includes(word)))
        yield { kind: 'group', group: name, by: 'name', found: name }
  }

  const findLabels: Find = async function* (text, limit, signal) {
    const terms = searchTerms(text)
    const found: Label[] = []
    for await (const stretch of wordStretches('label', terms.match !== null, signal)) {
      found.push(...reads.labelsWith(terms, stretch, CANDIDATES))
      if (found.length >= limit) break
    }
    for (const label of likeliestFirst(found, text, (one) => one.label ?? '')) yield* hitsOfLabel(label)
  }

  const findNotes: Find = async function* (text, limit, signal) {
    const terms = searchTerms(text)
    for await (const stretch of wordStretches('note', terms.match !== null, signal))
      for (const note of reads.notesWith(terms, stretch, limit)) {
        const entry = note.kind === 'entry' ? reads.entryOf(note.ref) : null
        if (entry !== null) yield entryHit(entry, 'note', note.text)
        if (note.kind === 'group') yield { kind: 'group', group: note.ref, by: 'note', found: note.text }
      }
  }

  /** With the index one look is enough; without it, the table is read in stretches. */
  async function* wordStretches(
    table: 'label' | 'note',
    isIndexed: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<Stretch> {
    if (isIndexed) yield { from: 0, to: Number.MAX_SAFE_INTEGER }
    else yield* stretches(table, signal)
  }

  const findAmounts: Find = async function* (text, limit, signal) {
    const amounts = amountsIn(text)
    if (amounts.length === 0) return
    for await (const stretch of stretches('tx', signal))
      yield* reads.outputsWorth(amounts, stretch, limit).map(outputHit)
  }

  /** Where a label leads: to the entry, transaction or output that it is of, as far as the ledger has it. */
  function hitsOfLabel(label: Label): readonly SearchHit[] {
    const { type, ref, origin } = label
    const words = label.label ?? ''
    const entries = entriesOf(label)
    if (entries.length > 0) return entries.map((entry) => entryHit(entry, 'label', words))
    const [txid = '', vout = ''] = ref.split(':')
    const output = type === 'output' ? reads.output(txid, Number(vout)) : null
    if (output !== null) return [outputHit(output)]
    if ((type === 'tx' || type === 'input' || type === 'output') && reads.hasTransaction(txid))
      return [{ kind: 'transaction', txid: txid as Txid, label: words }]
    return [{ kind: 'label', type, ref, origin, label: words }]
  }

  function entriesOf({ type, ref }: Label): readonly FoundEntry[] {
    const shown = reads.entriesLabelled({ type, ref })
    if (shown.length > 0 || type !== 'addr') return shown
    const entry = parseAddress(ref, network)
    return entry.kind === 'address' ? reads.entriesOfScript(entry.address.scriptPubKey) : []
  }

  function transactionHit(txid: Txid): SearchHit {
    return {
      kind: 'transaction',
      txid,
      label: labels.get({ type: 'tx', ref: txid, origin: '' })?.label ?? '',
    }
  }

  function outputHit(output: FoundOutput): SearchHit {
    const ref = `${output.txid}:${output.vout}`
    return { kind: 'output', ...output, label: labels.get({ type: 'output', ref, origin: '' })?.label ?? '' }
  }

  return { run }
}

/** Of the newest so many, the likeliest come first. */
const CANDIDATES = 200

function entryHit(entry: FoundEntry, by: 'address' | 'label' | 'note', found: string): SearchHit {
  return { kind: 'entry', ...entry, by, found }
}

/** Whole before beginning before beginning of a word before anywhere; otherwise the order stays. */
function likeliestFirst<T>(found: readonly T[], text: string, wordsOf: (one: T) => string): readonly T[] {
  const wanted = folded(text)
  const rank = (one: T): number => {
    const words = folded(wordsOf(one))
    if (words === wanted) return 0
    if (words.startsWith(wanted)) return 1
    return words.includes(` ${wanted}`) ? 2 : 3
  }
  return found.toSorted((one, other) => rank(one) - rank(other))
}

function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
}

/** Base58 and bech32 addresses begin with few letters: other words need no look at every script. */
function mayBeAddress(prefix: string): boolean {
  return /^(?:[123mn]|bc1|tb1|bcrt1)/.test(prefix)
}
