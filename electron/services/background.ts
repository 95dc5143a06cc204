/** What an app does on its own: follows the tip, asks providers where own data is missing, writes down the tip. */
import type { SourceStore } from '../store/source-store.ts'
import type { AppState } from './app-state.ts'
import type { BalanceService } from './balance-service.ts'
import type { CrossCheckService } from './cross-check-service.ts'
import type { NodeService } from './node-service.ts'
import { writeNodeState } from './node-state.ts'
import { createPoke, type Poke } from './poke.ts'
import type { PortfolioService } from './portfolio-service.ts'
import type { ProviderService } from './provider-service.ts'
import type { ScanService } from './scan-service.ts'

export interface BackgroundOptions {
  readonly scan: Pick<ScanService, 'follow'>
  readonly node: Pick<NodeService, 'status' | 'tip'>
  readonly providers: ProviderService
  readonly balances: BalanceService
  readonly portfolio: PortfolioService
  readonly crossChecks: Pick<CrossCheckService, 'sample'>
  readonly sources: SourceStore
  readonly state: AppState
  readonly onFault: (error: unknown) => void
}

const PROVIDER_ROUND_MS = 15_000
const HEARTBEAT_MS = 15_000
/** How often it is looked whether the daily sample is due. */
const CROSS_CHECK_ROUND_MS = 600_000

/** Runs until `signal` aborts; resolves when everything has ended. */
export async function runBackground(options: BackgroundOptions, signal: AbortSignal): Promise<void> {
  await Promise.all([
    options.scan.follow(signal),
    rounds(options, signal),
    every(CROSS_CHECK_ROUND_MS, () => crossCheck(options, signal), options.onFault, signal),
    every(HEARTBEAT_MS, () => heartbeat(options), options.onFault, signal),
  ])
}

/** A provider's hint of a new block brings the next round forward; so do new entries, where no own node answers. */
async function rounds(options: BackgroundOptions, signal: AbortSignal): Promise<void> {
  const bell = createPoke()
  options.providers.onHint(() => bell.ring())
  listenForHints(options)
  await every(PROVIDER_ROUND_MS, () => askProviders(options, signal), options.onFault, signal, bell)
}

/** Providers are asked only for what the ledger does not cover, and only once the own node had its chance. */
async function askProviders(
  { node, providers, balances, portfolio, state }: BackgroundOptions,
  signal: AbortSignal,
) {
  listenForHints({ node, providers })
  if (providers.size === 0 || node.status().kind === 'connecting') return
  const entries = portfolio.entries().map(({ entry }) => entry)
  await balances.refresh(entries, 'missing', signal)
  state.readingsChanged()
}

/** A node that answers is the first to know of a block. */
function listenForHints({ node, providers }: Pick<BackgroundOptions, 'node' | 'providers'>): void {
  const { kind } = node.status()
  providers.listen(kind !== 'ok' && kind !== 'connecting')
}

/** A few addresses a day, none that is archived. A node that is still being connected has no ledger to compare with. */
async function crossCheck({ node, portfolio, crossChecks }: BackgroundOptions, signal: AbortSignal) {
  if (node.status().kind === 'connecting') return
  await crossChecks.sample(portfolio.scriptsToCompare({}).scripts, signal)
}

/** Ages move on without events: doors re-read, and a reader beside us finds the tip it can trust. */
async function heartbeat({ sources, node, state }: BackgroundOptions): Promise<void> {
  await writeNodeState(sources, node)
  state.readingsChanged()
}

async function every(
  ms: number,
  task: () => Promise<void>,
  onFault: (error: unknown) => void,
  signal: AbortSignal,
  bell: Poke = createPoke(), // one that is never rung: only its cancellable wait is used
): Promise<void> {
  while (!signal.aborted) {
    await bell.wait(ms, signal)
    if (signal.aborted) return
    await task().catch((error: unknown) => {
      if (!signal.aborted) onFault(error)
    })
  }
}
