/**
 * Changes of one block or event as bytes: a transaction takes its txid and a few bytes for each script. So that a ledger
 * that catches up writes its journal without being slowed down by it.
 */
import type { Txid } from '../../shared/chain.ts'
import type { ScriptId } from '../engine/ports.ts'
import { toTxid } from './bytes.ts'

/** What happened to a transaction. The place in the list is what is stored: only ever add at the end. */
export const JOURNAL_KINDS = [
  'confirmed', // it is in a block
  'reorged', // the block it was in is no longer on the chain
  'pending', // it came into the mempool
  'evicted', // it left the mempool, and no block took it
  'replaced', // another transaction took its coins
  'found', // a block that was read later shows it; the balance knew already
  'lost', // its output was gone at a look-up, and nobody knows which transaction took it
  'corrected', // the check against the node repaired it
  'fallen', // another transaction took the coins of one that it builds on
] as const
export type JournalKind = (typeof JOURNAL_KINDS)[number]

/** Kinds whose amounts changed a balance; of the others they are what the transaction says. */
export const COUNTED: ReadonlySet<JournalKind> = new Set(['confirmed', 'reorged', 'lost', 'corrected'])

/** What one transaction did to scripts, in satoshis. */
export interface JournalChange {
  readonly kind: JournalKind
  readonly txid: Txid
  /** The one that replaced it, or the one it builds on. */
  readonly by: Txid | null
  readonly scripts: readonly (readonly [script: number, change: number])[]
}

/** The same with ids as they are stored. */
export interface StoredChange extends Omit<JournalChange, 'txid' | 'by'> {
  readonly txid: Buffer
  readonly by: Buffer | null
}

const TXID_BYTES = 32
/** They name the transaction that took the coins. */
const TAKEN: ReadonlySet<JournalKind> = new Set(['replaced', 'fallen'])
const TAKEN_CODES = new Set([...TAKEN].map((kind) => JOURNAL_KINDS.indexOf(kind)))
/** Room for two numbers of at most eight bytes. */
const SCRIPT_ROOM = 18

const MOST_WHOLE = 2 ** 31 - 1

/** The bytes of these changes, in this order. */
export function encodeChanges(changes: readonly StoredChange[]): Buffer {
  const room = changes.reduce(
    (sum, { scripts }) => sum + 2 * TXID_BYTES + 10 + scripts.length * SCRIPT_ROOM,
    0,
  )
  const bytes = Buffer.allocUnsafe(room)
  let at = 0
  const put = (value: number): void => {
    let rest = value
    for (; rest > MOST_WHOLE; rest = Math.floor(rest / 0x80)) bytes[at++] = (rest % 0x80) + 0x80
    let whole = rest | 0 // numbers of 31 bits are several times as quick to take apart
    for (; whole >= 0x80; whole >>= 7) bytes[at++] = (whole & 0x7f) | 0x80
    bytes[at++] = whole
  }
  for (const { kind, txid, by, scripts } of changes) {
    const code = JOURNAL_KINDS.indexOf(kind)
    bytes[at++] = code
    at += txid.copy(bytes, at)
    if (TAKEN.has(kind) && by !== null) at += by.copy(bytes, at)
    put(scripts.length)
    for (const [script, change] of scripts) {
      put(script)
      put(change < 0 ? -2 * change - 1 : 2 * change)
    }
  }
  return bytes.subarray(0, at)
}

/** The changes of stored bytes. Throws a RangeError for bytes that are none. */
export function decodeChanges(bytes: Buffer): readonly JournalChange[] {
  const changes: JournalChange[] = []
  let at = 0
  const byte = (): number => {
    const value = bytes[at++]
    if (value === undefined) throw new RangeError('the journal is cut short')
    return value
  }
  const take = (): number => {
    let value = 0
    for (let unit = 1; ; unit *= 0x80) {
      const next = byte()
      value += (next % 0x80) * unit
      if (next < 0x80) return value
    }
  }
  const id = (): Txid => toTxid(bytes.subarray(at, (at += TXID_BYTES)))
  while (at < bytes.length) {
    const kind = JOURNAL_KINDS[byte()]
    if (kind === undefined) throw new RangeError('the journal names a kind that is not known')
    const txid = id()
    const by = TAKEN.has(kind) ? id() : null
    const scripts = Array.from({ length: take() }, () => {
      const script = take()
      const change = take()
      return [script, change % 2 === 1 ? -(change + 1) / 2 : change / 2] as const
    })
    changes.push({ kind, txid, by, scripts })
  }
  return changes
}

/** Calls `visit` for each script that the changes name, however often; nothing else of them is read. See `decodeChanges`. */
export function touchedScripts(bytes: Buffer, visit: (script: ScriptId) => void): void {
  let at = 0
  const take = (): number => {
    let value = 0
    for (let unit = 1; ; unit *= 0x80) {
      const next = bytes[at++]
      if (next === undefined) throw new RangeError('the journal is cut short')
      value += (next % 0x80) * unit
      if (next < 0x80) return value
    }
  }
  while (at < bytes.length) {
    const isTaken = TAKEN_CODES.has(bytes[at++] ?? -1)
    at += isTaken ? 2 * TXID_BYTES : TXID_BYTES
    for (let left = take(); left > 0; left--) {
      visit(take())
      take() // its change
    }
  }
}
