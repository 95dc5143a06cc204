/** From a URL that somebody named to a source: what speaks there is asked once, remembered, and adapted. */
import { randomBytes } from 'node:crypto'
import { assertNever } from '../../shared/assert-never.ts'
import type { Network } from '../../shared/chain.ts'
import { say } from '../../shared/said.ts'
import type { BalanceSource, Clock, ProviderFamily } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { createBlockchainInfo } from './blockchain-info.ts'
import { createBlockcypher } from './blockcypher.ts'
import { connectionsOver } from './dial/connections.ts'
import type { Dial } from './dial/dial.ts'
import { dialDirectly } from './dial/dial-directly.ts'
import { dialThroughProxy } from './dial/dial-through-proxy.ts'
import { createIsolatedSource } from './dial/isolated-source.ts'
import { isolationOf } from './dial/isolation.ts'
import { DIRECT, type ProviderRoute } from './dial/route.ts'
import { createElectrum } from './electrum/electrum.ts'
import type { PinStore } from './electrum/pins.ts'
import { createEsplora } from './esplora.ts'
import { MAX_PUSH_BYTES } from './esplora-push.ts'
import { whyFailed } from './probe/probe-types.ts'
import { type ProbeOptions, probeUrl } from './probe/probe-url.ts'
import type { ProbeLookup } from './probe/resolve-host.ts'
import { createProbedSource } from './probed-source.ts'
import { createUniform } from './uniform.ts'

/** Where small facts about providers outlive the process. */
export interface ProviderMemory {
  family(id: string): ProviderFamily | null
  setFamily(id: string, family: ProviderFamily): void
  readonly pins: PinStore
  /** The person trusts a changed certificate: the next one the server shows is taken for its own. Says whether there was one. */
  forgetPin(id: string): Promise<boolean>
  /** What addresses are put into groups by behind a proxy, the same at each start. */
  groupKey(): string
}

export interface ProviderPlace {
  readonly id: string
  readonly url: string
  /** Directly by default, and then not into the own network by a name that looks public. */
  readonly route?: ProviderRoute
}

export interface ProviderGround {
  readonly network: Network
  readonly clock: Clock
  readonly memory: ProviderMemory
  /** The API key of a URL, for the protocols that have keys; none by default. Asked when a source is built. */
  readonly keyOf?: (url: string) => string | null
  /** The system's resolver by default. Behind a proxy it is never asked. */
  readonly lookup?: ProbeLookup
}

/** Builds the source of a provider; nobody is asked before its first question. */
export function createProvider(place: ProviderPlace, ground: ProviderGround): BalanceSource {
  const { route = DIRECT } = place
  return route.kind === 'socks5' ? throughProxy(place, route, ground) : directly(place, route, ground)
}

type Route<K extends ProviderRoute['kind']> = Extract<ProviderRoute, { readonly kind: K }>

/** Opening takes a name's lookup and a few round trips; through Tor a circuit too. */
const OPEN_MS = { direct: 5_000, socks5: 30_000 } as const
/** Bound on one request behind a proxy; the pool bounds the whole question. */
const PROXIED_TIMEOUT_MS = 30_000

function directly(place: ProviderPlace, route: Route<'direct'>, ground: ProviderGround): BalanceSource {
  const dial = dialDirectly({ ...route, ...lookupOf(ground) })
  return probed(place, ground, { route, ...lookupOf(ground) }, (family) =>
    adapterOf(family, place, ground, { dial, openMs: OPEN_MS.direct }),
  )
}

function throughProxy(place: ProviderPlace, route: Route<'socks5'>, ground: ProviderGround): BalanceSource {
  const keys = { provider: place.id, groupKey: ground.memory.groupKey(), loginKey: randomBytes(32) }
  const { groupOf, loginOf } = isolationOf(keys)
  return probed(place, ground, { route, login: loginOf('chain') }, (family) =>
    createIsolatedSource({
      groupOf,
      create: (group) => {
        const dial = dialThroughProxy(route, loginOf(group))
        const way = { dial, openMs: OPEN_MS.socks5, timeoutMs: PROXIED_TIMEOUT_MS }
        return adapterOf(family, place, ground, way)
      },
    }),
  )
}

function probed(
  { id, url }: ProviderPlace,
  { memory, network, keyOf }: ProviderGround,
  how: Pick<ProbeOptions, 'route' | 'login' | 'lookup'>,
  create: (family: ProviderFamily) => BalanceSource,
): BalanceSource {
  return createProbedSource({
    id,
    url,
    known: memory.family(id),
    probe: (signal) => familyAt(url, { ...how, network, signal, apiKey: keyOf?.(url) ?? null }),
    create,
    onFound: (family) => memory.setFamily(id, family),
  })
}

/** How an adapter reaches its server. */
interface Way {
  readonly dial: Dial
  readonly openMs: number
  /** Bound on one request instead of the adapter's own. */
  readonly timeoutMs?: number
}

/** HTTP connections at a time. */
const CONNECTIONS = { esplora: 6, blockcypher: 3, 'blockchain.info': 2, uniform: 6 } as const

function adapterOf(
  family: ProviderFamily,
  { id, url }: ProviderPlace,
  { network, clock, memory, keyOf }: ProviderGround,
  { dial, openMs, ...bound }: Way,
): BalanceSource {
  const options = { id, url, network, clock, ...bound }
  if (family === 'electrum') return createElectrum({ ...options, pins: memory.pins, dial })
  const { dispatcher, close } = connectionsOver(dial, {
    connections: CONNECTIONS[family],
    openMs,
    maxMessageBytes: MAX_PUSH_BYTES,
  })
  const source = httpAdapterOf(family, { ...options, dispatcher }, keyOf?.(url) ?? null)
  return {
    ...source,
    close: async () => {
      await source.close()
      await close()
    },
  }
}

function httpAdapterOf(
  family: Exclude<ProviderFamily, 'electrum'>,
  options: Parameters<typeof createEsplora>[0],
  key: string | null,
): BalanceSource {
  switch (family) {
    case 'esplora':
      return createEsplora(options)
    case 'blockcypher':
      return createBlockcypher(key === null ? options : { ...options, token: key })
    case 'blockchain.info':
      return createBlockchainInfo(options)
    case 'uniform':
      return createUniform(key === null ? options : { ...options, apiKey: key })
    default:
      return assertNever(family)
  }
}

function lookupOf({ lookup }: ProviderGround): { readonly lookup?: ProbeLookup } {
  return lookup === undefined ? {} : { lookup }
}

/** The steps that say that nobody is there, rather than that somebody wrong is. */
const UNREACHED: readonly string[] = ['dns', 'tcp', 'tls']

async function familyAt(url: string, options: ProbeOptions): Promise<ProviderFamily | null> {
  const { kind, steps } = await probeUrl(url, options)
  const bad = steps.find(({ ok, step }) => !ok && step !== 'limits')
  if (bad) {
    const reached = !UNREACHED.includes(bad.step)
    throw new ProviderError(reached ? 'bad_answer' : 'unreachable', whyFailed(bad))
  }
  if (kind === 'bitcoind') throw new ProviderError('bad_answer', say('provider_is_bitcoind'))
  return kind
}
