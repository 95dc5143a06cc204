/** From a URL that somebody named to a source: what speaks there is asked once, remembered, and adapted. */
import { assertNever } from '../../shared/assert-never.ts'
import type { Network } from '../../shared/chain.ts'
import type { BalanceSource, Clock, ProviderFamily } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { createBlockchainInfo } from './blockchain-info.ts'
import { createBlockcypher } from './blockcypher.ts'
import { createElectrum } from './electrum/electrum.ts'
import type { PinStore } from './electrum/pins.ts'
import { createEsplora } from './esplora.ts'
import { probeUrl } from './probe/probe-url.ts'
import { createProbedSource } from './probed-source.ts'
import { createUniform } from './uniform.ts'

/** Where small facts about providers outlive the process. */
export interface ProviderMemory {
  family(id: string): ProviderFamily | null
  setFamily(id: string, family: ProviderFamily): void
  readonly pins: PinStore
}

export interface ProviderPlace {
  readonly id: string
  readonly url: string
}

export interface ProviderGround {
  readonly network: Network
  readonly clock: Clock
  readonly memory: ProviderMemory
}

/** Builds the source of a provider; nobody is asked before its first question. */
export function createProvider(place: ProviderPlace, ground: ProviderGround): BalanceSource {
  const { memory, network } = ground
  return createProbedSource({
    ...place,
    known: memory.family(place.id),
    probe: (signal) => familyAt(place.url, network, signal),
    create: (family) => adapterOf(family, place, ground),
    onFound: (family) => memory.setFamily(place.id, family),
  })
}

function adapterOf(
  family: ProviderFamily,
  place: ProviderPlace,
  { network, clock, memory }: ProviderGround,
): BalanceSource {
  const options = { ...place, network, clock }
  switch (family) {
    case 'esplora':
      return createEsplora(options)
    case 'blockcypher':
      return createBlockcypher(options)
    case 'blockchain.info':
      return createBlockchainInfo(options)
    case 'electrum':
      return createElectrum({ ...options, pins: memory.pins })
    case 'uniform':
      return createUniform(options)
    default:
      return assertNever(family)
  }
}

/** The steps that say that nobody is there, rather than that somebody wrong is. */
const UNREACHED: readonly string[] = ['dns', 'tcp', 'tls']

async function familyAt(url: string, network: Network, signal: AbortSignal): Promise<ProviderFamily | null> {
  const { kind, steps } = await probeUrl(url, { network, signal })
  const bad = steps.find(({ ok, step }) => !ok && step !== 'limits')
  if (bad) {
    const reached = !UNREACHED.includes(bad.step)
    throw new ProviderError(reached ? 'bad_answer' : 'unreachable', bad.text)
  }
  if (kind === 'bitcoind')
    throw new ProviderError('bad_answer', 'this is a bitcoind: set it as your own node')
  return kind
}
