/** What a relay does to one exchange between an adapter and the server behind it. */
import type { Writable } from 'node:stream'

/** How a reply ends, or does not. */
export type Ending =
  /** RST in the middle of it. */
  | 'reset'
  /** A clean end in the middle of it. */
  | 'cut'
  /** The connection is closed instead of a reply. */
  | 'close'
  /** Nothing, for ever. */
  | 'silence'
  /** Half of it, and then nothing. */
  | 'stall'
  /** A byte at a time, too slowly. */
  | 'drip'
  /** In small pieces, fast enough. */
  | 'pieces'
  /** After a while, in time. */
  | 'late'
  /** The server is gone: all connections end, and no new one is taken. */
  | 'gone'
  /** Nobody reads any more, and nobody says so: also not on new connections. */
  | 'half-open'

export type Act =
  | { readonly kind: 'none' }
  /** The text of a reply, made into another one. Replies that it leaves alone are no place for this fault. */
  | { readonly kind: 'edit'; edit(text: string): string }
  /** Another HTTP reply; `json` alone replaces only what would be JSON. */
  | {
      readonly kind: 'http'
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string | Uint8Array
      readonly json?: boolean
    }
  | { readonly kind: 'ending'; readonly ending: Ending }
  /** A redirect to the same question at the same server. */
  | { readonly kind: 'redirect' }
  /** Drowned in white space. */
  | { readonly kind: 'huge' }
  /** The reply of an exchange before it once more, the nearest that was of the same kind. */
  | { readonly kind: 'replay' }
  /** How many blocks the server is behind in exchange `n`, when the fault stands at `place`. */
  | { readonly kind: 'behind'; blocks(n: number, place: number): number }
  /** From this exchange on the newest two blocks are others. */
  | { readonly kind: 'reorganised' }
  /** The server is reached through TLS with a certificate of this kind, or not at all. */
  | { readonly kind: 'address'; readonly of: 'expired' | 'self-signed' | 'not-tls' | 'nxdomain' }

/** A reply as a relay saw it. */
export interface Exchange {
  readonly question: string
  readonly text: string
  readonly json: boolean
  /** The server did what it was asked: other replies say nothing that could be spoilt. */
  readonly answered: boolean
}

/** Stands between an adapter and a server; one question at a time. */
export interface Relay {
  readonly port: number
  readonly exchanges: readonly Exchange[]
  /** How often the fault was applied. */
  readonly fired: number
  /** Requests that came because a redirect was followed. */
  readonly followed: number
  close(): Promise<void>
}

export interface RelayOptions {
  /** Where the server listens, on 127.0.0.1. */
  readonly target: number
  readonly act: Act
  /** The exchange at which the fault stands, from 0. */
  readonly place: number
  /** Called, and waited for, before an exchange reaches the server. */
  onQuestion(n: number): Promise<void>
  /** Both needed where the relay is reached through TLS. */
  readonly tls?: { readonly cert: string; readonly key: string }
}

/** More than any adapter reads. */
const HUGE_BYTES = 34 * 2 ** 20
/** A reply that is late and still in time. */
export const LATE_MS = 60
/** Between the bytes of a drip. */
export const DRIP_MS = 25

/** The text as the act has it. */
export function edited(act: Act, text: string, before: readonly Exchange[], question: string): string {
  if (act.kind === 'edit') return act.edit(text)
  if (act.kind === 'replay')
    return before.findLast((other) => kindOf(other.question) === kindOf(question))?.text ?? text
  return text
}

/** What kind of question it is: its text without its cursor, offset or id. */
export function kindOf(question: string): string {
  return question.replace(/\/[0-9a-f]{64}$/, '').replace(/[&?](?:before|offset)=\d+/g, '')
}

/** It comes after the answer is proven, so that nothing that becomes of it is a fault of the answer. */
const GIVING_BACK = /\.unsubscribe$/

/** Whether a fault can stand at the exchange, the ones before it known. */
export function isPlace(act: Act, exchange: Exchange, before: readonly Exchange[]): boolean {
  if (act.kind === 'edit' || act.kind === 'replay')
    return exchange.answered && edited(act, exchange.text, before, exchange.question) !== exchange.text
  if (act.kind === 'ending' || act.kind === 'huge') return !GIVING_BACK.test(exchange.question)
  if (act.kind === 'http') return act.status === 404 ? exchange.answered : act.json !== true || exchange.json
  return before.length === 0 || (act.kind !== 'none' && act.kind !== 'address')
}

/** Writes that much white space, as fast as it is taken. */
export async function writeHuge(out: Writable): Promise<void> {
  const spaces = Buffer.alloc(2 ** 20, ' ')
  for (let sent = 0; sent < HUGE_BYTES && !out.destroyed; sent += spaces.length)
    if (!out.write(spaces)) await taken(out)
}

function taken(out: Writable): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  out.once('drain', resolve).once('close', resolve)
  return promise.finally(() => out.off('drain', resolve).off('close', resolve))
}

/** Waits, without keeping the process alive. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
