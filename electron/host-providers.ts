/** The providers of a host that asks: the pool, and what happens around each of their calls. */
import { DEFAULT_DEADLINE_MS } from '../shared/settings-limits.ts'
import type { PoolBounds } from './host-config.ts'
import type { HostParts } from './host-own.ts'
import type { News } from './host-settings.ts'
import type { AskRules } from './services/ask-rules.ts'
import { countCalls } from './services/counted-source.ts'
import { discloseCalls } from './services/disclosing-source.ts'
import type { Metrics } from './services/metrics.ts'
import type { CallLog } from './services/notices/call-log.ts'
import type { ProviderKeys } from './services/provider-keys.ts'
import type { ProviderLies } from './services/provider-lies.ts'
import { linkProvider } from './services/provider-links.ts'
import type { createProviderMemory } from './services/provider-memory.ts'
import { createProviderService, type ProviderService } from './services/provider-service.ts'
import type { SettingsService } from './services/settings-service.ts'
import { budgetsBy } from './sources/pool/budgets.ts'
import { createProviderPool, type ProviderPool } from './sources/provider-pool.ts'

/** What the providers of a host are built on. */
export interface ProviderParts {
  readonly settings: SettingsService
  readonly keys: ProviderKeys
  readonly rules: AskRules
  readonly lies: ProviderLies
  readonly news: News
  readonly metrics: Metrics
  readonly calls: CallLog
}

/** Nobody is asked before the settings are put in force. */
export function buildProviders(
  { network, clock, pool: said, store: { sources } }: HostParts,
  memory: ReturnType<typeof createProviderMemory>,
  { settings, keys, rules, lies, news, metrics, calls }: ProviderParts,
): { readonly pool: ProviderPool; readonly providers: ProviderService } {
  const tierOf = (id: string) => settings.current().providers.find((provider) => provider.id === id)?.tier
  const pool = createProviderPool({
    sources: [],
    clock,
    cooldowns: memory.cooldowns,
    lies,
    ...boundsOf(said),
    budgetOf: budgetsBy(({ id }) => tierOf(id) === 'own-server'), // bears what its owner asks of it
    onStatus: () => news.status(),
    onCall: (id, ms, problem) => calls.called(id, ms, problem),
    onFailover: (from, to) =>
      calls.failedOver(
        from.map(({ id, problem }) => ({ id, problem })),
        to,
      ),
  })
  const record = (id: string, addresses: readonly string[]): Promise<void> =>
    sources.recordDisclosure(`provider:${id}`, addresses, clock.now())
  const providers = createProviderService({
    pool,
    store: sources,
    rules,
    connect: (provider, proxy) =>
      linkProvider(provider, proxy, { network, clock, memory, keyOf: keys.of }, (source) =>
        discloseCalls(countCalls(source, metrics, clock), record),
      ),
  })
  return { pool, providers }
}

/** A server that may take longer than a question lasts by default has the question last as long. */
function boundsOf({ timeoutMs, retries }: PoolBounds) {
  return {
    ...(timeoutMs === null
      ? {}
      : { perCallTimeoutMs: timeoutMs, deadlineMs: Math.max(DEFAULT_DEADLINE_MS, timeoutMs) }),
    ...(retries === null ? {} : { tries: retries + 1 }),
  }
}
