/**
 * Whether the source of prices may be asked, and the way to it. It goes through the proxy wherever one is set, unless
 * it stands in the own network; a limit on how far anything may go holds for it too, although it learns no address.
 */
import { createHash, randomBytes } from 'node:crypto'
import { IMPORTED, type PriceReason } from '../../shared/fiat.ts'
import { type PriceSettings, type PriceSourceSpec, specOf } from '../../shared/price-sources.ts'
import { isWithin, type Privacy, type ProviderTier } from '../../shared/providers.ts'
import type { Clock } from '../engine/ports.ts'
import { throughProxy } from '../sources/dial/route.ts'
import type { createPriceSource, PriceSource } from '../sources/price-source.ts'
import { filled, splitUrl } from '../sources/price-url.ts'
import { isOwnNetwork } from './provider-settings.ts'

/** A source that may be asked. `name` is stored with what it says. */
export interface PriceAsking {
  readonly kind: 'asking'
  readonly name: string
  readonly source: PriceSource
}

export interface PriceLinks {
  /** What is chosen now; `sourceName` is what its prices are stored under. */
  settings(): PriceSettings & { readonly sourceName: string }
  /** The source, or why it is not asked. */
  asking(ask: boolean): PriceAsking | { readonly kind: 'not_asked'; readonly reason: PriceReason }
  close(): Promise<void>
}

export interface PriceLinksOptions {
  readonly settings: () => {
    readonly prices: PriceSettings
    readonly privacy: Privacy
    readonly proxy: string | null
    readonly offline: boolean
  }
  readonly clock: Clock
  /** Null for a door that asks nobody. */
  readonly connect: typeof createPriceSource | null
}

/** Builds the links; a connection is made by the first question, and anew when the way or the source is another. */
export function createPriceLinks({ settings, clock, connect }: PriceLinksOptions): PriceLinks {
  let open: { readonly key: string; readonly source: PriceSource } | null = null
  const login = { user: randomBytes(16).toString('hex'), password: randomBytes(16).toString('hex') }

  function linked(spec: PriceSourceSpec, proxy: string | null, build: typeof createPriceSource): PriceSource {
    const key = JSON.stringify([spec, proxy])
    if (open?.key === key) return open.source
    const own = isOwn(spec)
    const route =
      proxy === null || own ? ({ kind: 'direct', allowOwnNetwork: own } as const) : throughProxy(proxy)
    const before = open?.source
    open = { key, source: build(spec, { route, login, clock }) }
    void before?.close()
    return open.source
  }

  return {
    settings: () => {
      const { prices } = settings()
      return { ...prices, sourceName: sourceNameOf(prices) }
    },
    asking: (ask) => {
      const { prices, privacy, proxy, offline } = settings()
      const spec = specOf(prices.source)
      const no = (reason: PriceReason) => ({ kind: 'not_asked', reason }) as const
      if (spec === null) return no('imported')
      if (!prices.enabled) return no('off')
      if (!prices.consent) return no('no_consent')
      if (offline) return no('offline')
      if (privacy.limit !== null && !isWithin(tierOf(spec, proxy), privacy.limit)) return no('limit')
      if (!ask || connect === null) return no('not_asked')
      return { kind: 'asking', name: sourceNameOf(prices), source: linked(spec, proxy, connect) }
    },
    close: async () => {
      await open?.source.close()
      open = null
    },
  }
}

function urlsOf({ now, day, series }: PriceSourceSpec): readonly string[] {
  return [now, day, series].flatMap((each) => (each ? [filled(each.url, { currency: 'EUR' })] : []))
}

/** Where all of it stands in the own network, by the spelling of its URLs. */
function isOwn(spec: PriceSourceSpec): boolean {
  const urls = urlsOf(spec)
  return urls.length > 0 && urls.every((url) => isOwnNetwork(splitUrl(url).base))
}

function tierOf(spec: PriceSourceSpec, proxy: string | null): ProviderTier {
  if (isOwn(spec)) return 'own-server'
  return proxy === null ? 'public' : 'tor'
}

/** Another URL is another source: a digest keeps what they said apart under one name. */
function sourceNameOf({ source }: PriceSettings): string {
  if (source.kind === 'imported') return IMPORTED
  if (source.kind === 'preset') return source.name
  const digest = createHash('sha256').update(JSON.stringify(source.spec)).digest('hex').slice(0, 8)
  return `${source.spec.name} (${digest})`
}
