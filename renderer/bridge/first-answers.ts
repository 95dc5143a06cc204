/** What every window asks first, asked as soon as there is a connection: the code that draws it is still being read then. */
import type { RequestInput, RequestName, RequestOutput } from '../../shared/ipc/contract.ts'
import { PAGE_ROWS, type RowQuery } from '../../shared/ipc/rows.ts'
import { type Bridge, cancelledError } from './bridge.ts'

/** The list that a window begins with: the whole portfolio in the order of adding. */
export const FIRST_QUERY: RowQuery = { group: null, archived: false, text: '', sort: null }

/**
 * The same bridge, whose first snapshot and rows are on their way before anybody calls for them. Each is given once, to the
 * first who asks for the same; where anything was heard of the host meanwhile, it is asked anew instead.
 */
export function askFirst(bridge: Bridge): Bridge {
  const early = new Map<string, Promise<unknown>>()
  let asked = false

  function ask<K extends RequestName>(name: K, input: RequestInput<K>): void {
    const answer = bridge.call(name, input)
    answer.catch(() => undefined) // whoever takes it hears of it, and asks again
    early.set(keyOf(name, input), answer)
  }

  bridge.onConnection((state) => {
    early.clear()
    if (asked || state !== 'connected') return
    asked = true
    ask('app.snapshot', {})
    ask('portfolio.page', { of: FIRST_QUERY, from: 0, limit: PAGE_ROWS })
  })
  bridge.subscribe(() => early.clear())

  function call<K extends RequestName>(
    name: K,
    input: RequestInput<K>,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<RequestOutput<K>> {
    const anew = (): Promise<RequestOutput<K>> => bridge.call(name, input, options)
    if (early.size === 0) return anew()
    const key = keyOf(name, input)
    const answer = early.get(key) as Promise<RequestOutput<K>> | undefined // the key begins with the name
    early.delete(key)
    return answer === undefined ? anew() : orAborted(answer.catch(anew), options.signal)
  }

  return { ...bridge, call }
}

function keyOf(name: RequestName, input: unknown): string {
  return `${name} ${JSON.stringify(input)}`
}

async function orAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const value = await answer
  if (signal?.aborted) throw cancelledError()
  return value
}
