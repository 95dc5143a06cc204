/** The notices of a host that owns its data folder, and of one that only reads. */

import type { HostParts } from './host-own.ts'
import type { BalanceService } from './services/balance-service.ts'
import type { Hub } from './services/hub.ts'
import type { CallLog } from './services/notices/call-log.ts'
import { createNoticeService, type NoticeService } from './services/notices/notice-service.ts'
import { openRulesFile } from './services/notices/rules-file.ts'
import type { PortfolioService } from './services/portfolio-service.ts'
import type { PortfolioTable } from './services/portfolio-table.ts'
import type { SettingsService } from './services/settings-service.ts'
import { createViewService } from './services/view-service.ts'

/** What they are judged by, and who hears of them. */
export interface NoticeParts {
  readonly portfolio: PortfolioService
  readonly balances: BalanceService
  readonly table: Pick<PortfolioTable, 'figures'>
  readonly settings: SettingsService
  readonly hub: Hub
  /** Null for a door that asks nobody. */
  readonly calls: CallLog | null
  readonly isCatchingUp: () => boolean
  readonly onFault: (error: unknown) => void
}

/** Builds the service; it looks at nothing before it runs. */
export async function buildNotices(
  { options, network, store, clock }: HostParts,
  { portfolio, balances, table, settings, hub, calls, isCatchingUp, onFault }: NoticeParts,
): Promise<NoticeService> {
  return createNoticeService({
    network,
    clock,
    store: store.notices,
    evidence: {
      models: store.models,
      portfolio,
      balances,
      figures: table.figures,
      tip: () => balances.tip().tip,
      calls: calls ?? { calls: () => [] },
      providers: () => (settings.current().offline ? [] : settings.current().providers),
    },
    file: await openRulesFile(store.dataDir, options.secrets),
    settings: () => settings.current(),
    writable: options.settingsWritable && options.access === 'own',
    view: () => createViewService(store.dataDir).get(),
    record: (webhook, addresses) =>
      store.sources.recordDisclosure(`webhook:${webhook}`, addresses, clock.now()),
    isCatchingUp,
    onChange: (unseen, raised) => hub.emit('notices.changed', { unseen, raised }),
    onFault,
  })
}
