/**
 * pool.median: a lookup through the pool against the same requests by bare undici. Three servers answer after 20 ms; a
 * lookup is three requests in a row to one of them, twelve lookups at a time on both sides.
 */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent, type Dispatcher, request } from 'undici'
import type { BalanceSource, ProviderBalance } from '../../../electron/engine/ports.ts'
import { ProviderError } from '../../../electron/engine/provider-error.ts'
import { createProviderPool } from '../../../electron/sources/provider-pool.ts'
import { pause, withLimit } from '../../../electron/sources/resilience.ts'
import { unsupported } from '../../../electron/sources/unsupported.ts'
import { blockHash } from '../../../shared/chain.ts'
import { inWords } from '../../fakes/in-words.ts'
import { LEAST_ROUNDS, measurePair, median } from '../measure.ts'
import type { RowDefinition } from '../types.ts'

const LOOKUPS = 1_000
const AT_ONCE = 12
const REQUESTS = ['/blocks', '/address', '/tip']
const ANSWER_AFTER_MS = 20
const HASH = 'ab'.repeat(32)

/** The median of a lookup's time in ms, so lower is better. */
export const poolMedian: RowDefinition = {
  id: 'pool.median',
  what: 'median of 1,000 lookups over three servers | the same requests by bare undici',
  unit: 'ms',
  better: 'lower',
  target: 1.1,
  async measure({ log }, signal) {
    const servers = await Promise.all([0, 1, 2].map(startServer))
    const dispatcher = new Agent({ connections: AT_ONCE })
    try {
      const lookups = servers.map(({ url }) => lookupAt(url, dispatcher))
      const pool = createProviderPool({
        sources: servers.map(({ url }, i) => sourceOf(url, i, dispatcher)),
        clock: Date,
      })
      const ours = async (address: string, inner: AbortSignal): Promise<void> => {
        const answer = await pool.balance(address, {}, inner)
        if (answer.kind === 'failed') throw new Error(`a lookup failed: ${JSON.stringify(answer.failures)}`)
      }
      let turn = 0
      const peer = async (address: string, inner: AbortSignal): Promise<void> => {
        await lookups[turn++ % lookups.length]?.(address, inner)
      }
      const rounds = { rounds: LEAST_ROUNDS, log }
      return await measurePair(
        { ...rounds, ours: () => medianOf(ours, signal), peer: () => medianOf(peer, signal) },
        signal,
      )
    } finally {
      await dispatcher.destroy()
      for (const { server } of servers) server.closeAllConnections()
      await Promise.all(servers.map(({ server }) => new Promise((done) => server.close(done))))
    }
  },
}

type Lookup<T> = (address: string, signal: AbortSignal) => Promise<T>

async function medianOf(lookup: Lookup<void>, signal: AbortSignal): Promise<number> {
  const times: number[] = []
  const timed = withLimit(async (address: string, inner: AbortSignal) => {
    const from = performance.now()
    await lookup(address, inner)
    times.push(performance.now() - from)
  }, AT_ONCE)
  await Promise.all(Array.from({ length: LOOKUPS }, (_, i) => timed(`address-${i}`, signal)))
  return median(times)
}

function lookupAt(base: string, dispatcher: Dispatcher): Lookup<number> {
  return async (address, signal) => {
    let confirmed = -1
    for (const path of REQUESTS) {
      const { body, statusCode } = await request(`${base}${path}/${address}`, { dispatcher, signal })
      const reply: unknown = await body.json()
      if (statusCode !== 200 || typeof reply !== 'object' || reply === null || !('confirmed' in reply))
        throw new ProviderError('bad_answer', inWords('the made-up server answered something else'))
      confirmed = Number(reply.confirmed)
    }
    return confirmed
  }
}

function sourceOf(url: string, place: number, dispatcher: Dispatcher): BalanceSource {
  const lookup = lookupAt(url, dispatcher)
  const at = { height: 100, hash: blockHash(HASH) }
  const balance: Lookup<ProviderBalance> = async (address, signal) => {
    const confirmed = await lookup(address, signal)
    return { confirmed, pending: 0, at, tipTime: 1, observedAt: Date.now() }
  }
  return {
    id: `server-${place}`,
    url,
    family: 'esplora',
    capabilities: {
      batch: 1,
      utxos: false,
      history: false,
      balanceAtHeight: false,
      push: false,
      scriptTypes: ['p2pkh', 'p2sh', 'p2wpkh', 'p2wsh', 'p2tr', 'witness'],
      creditsP2pk: false,
      separatesPending: true,
    },
    balance,
    balances: (addresses, signal) =>
      Promise.all(
        addresses.map(async (each) => ({ kind: 'balance', balance: await balance(each, signal) }) as const),
      ),
    tip: async () => ({ ...at, time: 1 }),
    balanceAt: unsupported(inWords('a balance at a height')),
    history: unsupported(inWords('a history')),
    unspent: unsupported(inWords('unspent outputs')),
    close: async () => undefined,
  }
}

async function startServer(): Promise<{ readonly server: Server; readonly url: string }> {
  const { signal } = new AbortController()
  const server = createServer((_, response) => {
    const answer = (): void => {
      response.setHeader('content-type', 'application/json')
      response.end('{"confirmed":70000}')
    }
    pause(ANSWER_AFTER_MS, signal).then(answer, (error: Error) => response.destroy(error))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
  return { server, url: `http://127.0.0.1:${port}` }
}
