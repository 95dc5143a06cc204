/** What an app does on its own: follows the tip, asks providers where own data is missing, writes down the tip. */
import type { SourceStore } from '../store/source-store.ts'
import type { AppState } from './app-state.ts'
import { type BalanceService, NODE_STATE } from './balance-service.ts'
import type { NodeService } from './node-service.ts'
import { createPoke } from './poke.ts'
import type { PortfolioService } from './portfolio-service.ts'
import type { ProviderService } from './provider-service.ts'
import type { ScanService } from './scan-service.ts'

export interface BackgroundOptions {
  readonly scan: ScanService
  readonly node: NodeService
  readonly providers: ProviderService
  readonly balances: BalanceService
  readonly portfolio: PortfolioService
  readonly sources: SourceStore
  readonly state: AppState
  readonly onFault: (error: unknown) => void
}

const PROVIDER_ROUND_MS = 15_000
const HEARTBEAT_MS = 15_000

/** Runs until `signal` aborts; resolves when everything has ended. */
export async function runBackground(options: BackgroundOptions, signal: AbortSignal): Promise<void> {
  await Promise.all([
    options.scan.follow(signal),
    every(PROVIDER_ROUND_MS, () => askProviders(options, signal), options.onFault, signal),
    every(HEARTBEAT_MS, () => heartbeat(options), options.onFault, signal),
  ])
}

/** Providers are asked only for what the ledger does not cover, and only once the own node had its chance. */
async function askProviders(
  { node, providers, balances, portfolio, state }: BackgroundOptions,
  signal: AbortSignal,
) {
  if (providers.size === 0 || node.status().kind === 'connecting') return
  await balances.refresh(portfolio.scripts(), 'missing', signal)
  state.readingsChanged()
}

/** Ages move on without events: doors re-read, and a reader beside us finds the tip it can trust. */
async function heartbeat({ sources, node, state }: BackgroundOptions): Promise<void> {
  await writeNodeState(sources, node)
  state.readingsChanged()
}

/** Writes down whether the node answers and what it last said. */
export async function writeNodeState(sources: SourceStore, node: NodeService): Promise<void> {
  const status = node.status()
  await sources.setMeta(NODE_STATE, status.kind === 'problem' ? status.problem : status.kind)
  const tip = node.tip()
  if (tip === null || tip.time === null) return
  await sources.saveTip({
    source: 'node',
    family: 'node',
    at: tip.best,
    time: tip.time,
    observedAt: tip.heardAt,
  })
}

async function every(
  ms: number,
  task: () => Promise<void>,
  onFault: (error: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  const bell = createPoke() // never rung: only its cancellable wait is used
  while (!signal.aborted) {
    await bell.wait(ms, signal)
    if (signal.aborted) return
    await task().catch((error: unknown) => {
      if (!signal.aborted) onFault(error)
    })
  }
}
