/**
 * A provider whose protocol is not known yet: the first question finds it out by asking, never from the URL's
 * spelling. What was found is remembered, so that the next start asks at once.
 */
import { say } from '../../shared/said.ts'
import type { BalanceSource, ProviderCapabilities, ProviderFamily } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { throwIfCancelled } from './resilience.ts'
import { ALL_SCRIPT_TYPES } from './script-types.ts'
import { forEver, keepListening, LISTENING_TIMES } from './wake-up.ts'

export interface ProbedSourceOptions {
  readonly id: string
  readonly url: string
  /** The family found at an earlier start. */
  readonly known: ProviderFamily | null
  /** Finds out what speaks at the URL; null when nothing known does. Rejects with `ProviderError`. */
  readonly probe: (signal: AbortSignal) => Promise<ProviderFamily | null>
  readonly create: (family: ProviderFamily) => BalanceSource
  /** A family was found: to be remembered. */
  readonly onFound: (family: ProviderFamily) => void
}

/** Until the protocol is known, one address a question, any type, nothing but a balance. */
const UNKNOWN: ProviderCapabilities = {
  batch: 1,
  utxos: false,
  history: false,
  balanceAtHeight: false,
  push: false,
  scriptTypes: ALL_SCRIPT_TYPES,
  creditsP2pk: false,
  separatesPending: true,
}

const PROBE_MS = 15_000

/** Builds the source; nobody is asked before the first question. */
export function createProbedSource(options: ProbedSourceOptions): BalanceSource {
  const { id, url, known, probe, create, onFound } = options
  let inner = known === null ? null : create(known)
  let probing: Promise<BalanceSource> | null = null
  const end = new AbortController()

  const { promise: ended, reject } = Promise.withResolvers<never>()
  ended.catch(() => undefined) // closing is no fault where nobody waits
  end.signal.addEventListener('abort', () => reject(closed()), { once: true })

  async function find(): Promise<BalanceSource> {
    const both = AbortSignal.any([end.signal, AbortSignal.timeout(PROBE_MS)])
    const family = await Promise.race([probe(both), ended]) // what a late probe finds is nobody's any more
    if (family === null) throw new ProviderError('bad_answer', say('reply_nothing_known'))
    onFound(family)
    inner = create(family)
    return inner
  }

  /** One probe for all who ask meanwhile; a caller who gives up does not end it for the others. */
  async function source(signal: AbortSignal): Promise<BalanceSource> {
    throwIfCancelled(signal)
    if (end.signal.aborted) throw closed()
    if (inner !== null) return inner
    probing ??= find().finally(() => {
      probing = null
    })
    const found = await probing
    throwIfCancelled(signal)
    if (end.signal.aborted) throw closed()
    return found
  }

  return {
    id,
    url,
    get family() {
      return inner?.family ?? 'esplora'
    },
    get capabilities() {
      return inner?.capabilities ?? UNKNOWN
    },
    balance: async (address, signal) => (await source(signal)).balance(address, signal),
    balances: async (addresses, signal) => (await source(signal)).balances(addresses, signal),
    tip: async (signal) => (await source(signal)).tip(signal),
    balanceAt: async (address, height, signal) => (await source(signal)).balanceAt(address, height, signal),
    history: async (address, signal) => (await source(signal)).history(address, signal),
    unspent: async (address, signal) => (await source(signal)).unspent(address, signal),
    hints: (onHint, signal) =>
      keepListening(
        async (listening) => (await source(listening)).hints?.(onHint, listening) ?? forEver(listening),
        LISTENING_TIMES,
        AbortSignal.any([signal, end.signal]),
      ),
    close: async () => {
      end.abort()
      await inner?.close()
    },
  }
}

/** Another way to the same server may be in use by now: nothing goes over this one any more. */
function closed(): ProviderError {
  return new ProviderError('unreachable', say('provider_closed'))
}
