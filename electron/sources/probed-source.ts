/**
 * A provider whose protocol is not known yet: the first question finds it out by asking, never from the URL's
 * spelling. What was found is remembered, so that the next start asks at once.
 */
import type { BalanceSource, ProviderCapabilities, ProviderFamily } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { throwIfCancelled } from './resilience.ts'

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
  scriptTypes: ['p2pkh', 'p2sh', 'p2wpkh', 'p2wsh', 'p2tr', 'witness'],
  creditsP2pk: false,
  separatesPending: true,
}

const PROBE_MS = 15_000

/** Builds the source; nobody is asked before the first question. */
export function createProbedSource(options: ProbedSourceOptions): BalanceSource {
  const { id, url, known, probe, create, onFound } = options
  let inner = known === null ? null : create(known)
  let probing: Promise<BalanceSource> | null = null

  async function find(): Promise<BalanceSource> {
    const family = await probe(AbortSignal.timeout(PROBE_MS))
    if (family === null)
      throw new ProviderError('bad_answer', 'nothing that Tidemark knows answers at this URL')
    onFound(family)
    inner = create(family)
    return inner
  }

  /** One probe for all who ask meanwhile; a caller who gives up does not end it for the others. */
  async function source(signal: AbortSignal): Promise<BalanceSource> {
    throwIfCancelled(signal)
    if (inner !== null) return inner
    probing ??= find().finally(() => {
      probing = null
    })
    const found = await probing
    throwIfCancelled(signal)
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
    close: async () => inner?.close(),
  }
}
