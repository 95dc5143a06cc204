/** How faults are made: one of a kind for replies and for lines alike. */
import type { Act, Ending } from './act.ts'
import type { AdapterId } from './grounds.ts'

/** `either`: it cannot be told from something harmless, or the question may be asked again. */
export type Expected = 'right' | 'refused' | 'either'
export type QuestionName = 'balance' | 'balanceAt' | 'history' | 'balances' | 'unspent'

/** An act, or why it cannot happen to this protocol. */
export type ActFor = Act | { readonly kind: 'left_out'; readonly reason: string }

export interface Fault {
  readonly id: string
  readonly expected: Expected
  /** Where a protocol deserves another expectation. */
  readonly but?: Partial<Readonly<Record<AdapterId, Expected>>>
  readonly act: (adapter: AdapterId) => ActFor
  /** It ends by a timeout: the adapter is given a short one. */
  readonly waits?: boolean
  /** It belongs to the connection: there is one place. */
  readonly once?: boolean
  /** Other questions than balance, balance in the past, and history. */
  readonly questions?: readonly QuestionName[]
  /** Questions to which no reader could notice it, and why. */
  readonly unnoticeable?: Partial<
    Readonly<Record<AdapterId, { readonly question: QuestionName; readonly reason: string }>>
  >
  /** How long the adapter must say that it should be left alone. */
  readonly retryAfterMs?: number
}

/** Whether replies have a status and headers. */
export const isHttp = (adapter: AdapterId): boolean => adapter !== 'electrum'
/** It cannot happen to this protocol. */
export const leftOut = (reason: string): ActFor => ({ kind: 'left_out', reason })
/** What a proxy says in place of an answer. */
export const HTML = '<!doctype html><html><body>Please sign in, or slow down</body></html>'

/** What an HTTP status is in JSON-RPC: an error in the place of each result. */
function rpcErrors(code: number, message: string): Act {
  return {
    kind: 'edit',
    edit: (line) => onAnswers(line, ({ id }) => ({ jsonrpc: '2.0', id, error: { code, message } })),
  }
}

interface Answer {
  readonly id?: unknown
  readonly result?: unknown
}

/** A line with each of its answers changed. */
export function onAnswers(line: string, change: (answer: Answer) => unknown): string {
  const parsed = JSON.parse(line) as Answer | readonly Answer[] // the server's own line
  return JSON.stringify(Array.isArray(parsed) ? parsed.map(change) : change(parsed as Answer))
}

/** An HTTP status, or the error that means the same to JSON-RPC. */
export function status(
  id: string,
  code: number,
  rpc: readonly [number, string],
  more: { body?: string; type?: string; retryAfter?: string } = {},
): Fault {
  const { body = 'trouble', type = 'text/plain', retryAfter } = more
  const headers = { 'content-type': type, ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }) }
  return {
    id,
    expected: 'refused',
    act: (adapter) => {
      if (!isHttp(adapter) && retryAfter !== undefined) return leftOut('the protocol has no headers')
      return isHttp(adapter) ? { kind: 'http', status: code, headers, body } : rpcErrors(...rpc)
    },
    ...(retryAfter === undefined ? {} : { retryAfterMs: Number(retryAfter) * 1_000 }),
  }
}

/** The same instead of a body and instead of a line. */
export function instead(
  id: string,
  body: string,
  type = 'application/json',
  expected: Expected = 'refused',
): Fault {
  return {
    id,
    expected,
    act: (adapter) =>
      isHttp(adapter)
        ? {
            kind: 'http',
            status: 200,
            headers: { 'content-type': type },
            body,
            json: type === 'application/json',
          }
        : { kind: 'edit', edit: () => body },
  }
}

/** Every reply that a change of text can spoil. */
export function edit(
  id: string,
  expected: Expected,
  change: (text: string) => string,
  more: Partial<Fault> = {},
): Fault {
  return { id, expected, act: () => ({ kind: 'edit', edit: change }), ...more }
}

/** A reply that ends in another way. */
export function ending(id: Ending, expected: Expected, more: Partial<Fault> = {}): Fault {
  return { id, expected, act: () => ({ kind: 'ending', ending: id }), ...more }
}

const FIGURE = /"(?:funded_txo_sum|balance|final_balance|confirmed)":-?\d+/
const IN_LIST: Readonly<Record<AdapterId, RegExp | null>> = {
  esplora: /(?<="vout":\[\{[^{]*)"value":\d+/,
  blockcypher: /"value":\d+/,
  'blockchain.info': /"value":\d+/,
  electrum: null,
  uniform: null,
}

/** A figure of the address with raw JSON in its place. */
export function figure(id: string, raw: string): Fault {
  return edit(`${id} as a figure`, 'refused', (text) =>
    text.replace(FIGURE, (found) => `${found.split(':')[0] ?? ''}:${raw}`),
  )
}

/** An amount of a listed transaction with raw JSON in its place. */
export function amount(id: string, raw: string): Fault {
  return {
    id: `${id} in a list`,
    expected: 'refused',
    act: (adapter) => {
      const place = IN_LIST[adapter]
      if (place === null) return leftOut('its replies list no amounts')
      return { kind: 'edit', edit: (text) => text.replace(place, `"value":${raw}`) }
    },
  }
}

/** What no amount is. */
export const BAD_NUMBERS = [
  ['a float', '70000.5'],
  ['a negative amount', '-70000'],
  ['1e400', '1e400'],
  ['more than can exist', '4200000000000000'],
  ['an amount as text', '"70000"'],
] as const

/** Lists of transactions, rows or entries in a reply, changed. */
function lists(text: string, change: (items: readonly unknown[]) => readonly unknown[]): string {
  const isListed = (item: unknown): boolean =>
    typeof item === 'object' &&
    item !== null &&
    (('txid' in item && 'status' in item) || 'tx_hash' in item || ('hash' in item && 'inputs' in item))
  if (!/^[[{]/.test(text)) return text
  return JSON.stringify(JSON.parse(text), (_key, value: unknown) => {
    if (!Array.isArray(value) || value.length === 0 || !value.every(isListed)) return value
    return change(value)
  })
}

/** A change of the lists in a reply. */
export function page(
  id: string,
  change: (items: readonly unknown[]) => readonly unknown[],
  expected: Expected,
  more: Partial<Fault> = {},
): Fault {
  const act = (adapter: AdapterId): ActFor => {
    if (adapter === 'uniform') return leftOut('the protocol has no lists')
    return { kind: 'edit', edit: (text) => lists(text, change) }
  }
  return { id, expected, act, ...more }
}
