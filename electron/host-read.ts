/** The host that reads beside a running app: it takes no lock, writes nothing, asks nobody. */
import { AppError } from '../shared/errors.ts'
import type { HostParts } from './host-own.ts'
import type { Host } from './host-types.ts'
import { createHandlers } from './ipc/handlers.ts'
import { createRouter } from './ipc/router.ts'
import { inputSchemas } from './ipc/schemas.ts'
import { createAppState } from './services/app-state.ts'
import { createBalanceService, writtenNodeKnowledge } from './services/balance-service.ts'
import { createEventHub } from './services/hub.ts'
import { createPortfolioService } from './services/portfolio-service.ts'
import { IDLE_SCAN } from './services/scan-progress.ts'
import { openSettings } from './services/settings-service.ts'

/** Builds the host. Requests that would write or ask fail with `locked`. */
export async function readHost({ options, network, store, clock, log, notices }: HostParts): Promise<Host> {
  const { models, sources, dataDir } = store
  const settings = await openSettings(dataDir, { ...options, settingsWritable: false })
  const hub = createEventHub({ onFault: (error) => log.error({ err: error }, 'an event listener failed') })
  const balances = createBalanceService({
    network,
    clock,
    models,
    sources,
    node: writtenNodeKnowledge(sources, clock),
    providers: null,
    settings: () => settings.current(),
  })
  const portfolio = createPortfolioService({ network, store: store.portfolio, onChange: () => undefined })
  const state = createAppState({
    network,
    dataDir,
    version: options.version,
    hub,
    models,
    sources,
    portfolio,
    balances,
    settings,
    node: () => (settings.current().node ? { kind: 'off' } : { kind: 'not_set' }),
    providers: null,
    scan: () => IDLE_SCAN,
    firstRevision: clock.now(),
  })
  const handlers = createHandlers({
    state,
    portfolio,
    balances,
    settings,
    sync: refuse,
    testNode: refuse,
    testProvider: refuse,
    forgetPin: refuse,
  })
  return {
    network,
    dataDir,
    router: createRouter(handlers, inputSchemas, log),
    events: hub,
    notices,
    start: () => undefined,
    stop: async () => store.close(),
  }
}

function refuse(): never {
  throw new AppError('locked', 'This command only reads.')
}
