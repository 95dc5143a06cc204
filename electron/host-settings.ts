/** Settings of a host, put in force now and whenever they change. */
import type { CoreNode, CoreScan } from './scan-worker/scan-core.ts'
import type { ProviderLies } from './services/provider-lies.ts'
import type { ProviderService } from './services/provider-service.ts'
import type { SettingsService } from './services/settings-service.ts'

/** What is told when something of the host changes. */
export interface News {
  readings(): void
  status(): void
  onFault(error: unknown): void
}

/** What the settings govern. */
export interface Governed {
  readonly settings: SettingsService
  readonly node: CoreNode
  readonly providers: ProviderService
  readonly scan: CoreScan
  readonly lies: ProviderLies
  readonly news: News
}

/** Puts the settings in force now and after each change. */
export async function applySettings({
  settings,
  node,
  providers,
  scan,
  lies,
  news,
}: Governed): Promise<void> {
  let inForce: string | null = null
  /** The node is not waited for then: what speaks to it is still to be loaded, and is told before all that follows. */
  let starting = true
  async function apply(): Promise<void> {
    const now = settings.current()
    await providers.configure(now)
    const wanted = now.node === null ? null : JSON.stringify([now.node, now.offline])
    if (wanted !== inForce) {
      const done = node.configure(now.node, now.offline) // another setting must not drop a running scan
      if (starting) done.catch((error: unknown) => news.onFault(error))
      else await done
    }
    if (!starting) scan.poke()
    starting = false
    inForce = wanted
    news.status()
  }
  let known = idsOf(settings)
  settings.onChange(() => {
    if (known.some((id) => !idsOf(settings).includes(id))) lies.keepOnly(idsOf(settings))
    known = idsOf(settings)
    apply().catch((error: unknown) => news.onFault(error))
    news.readings()
  })
  await apply()
}

/** The ids of all providers in the list. */
export function idsOf(settings: SettingsService): readonly string[] {
  return settings.current().providers.map(({ id }) => id)
}
