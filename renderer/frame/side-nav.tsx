/** The left pane: the portfolios, then the other pages of the window. */
import { useApp, useHost, useSnapshot, useView } from '../app-context.ts'
import { GroupNav } from '../features/portfolio/group-nav.tsx'
import { t } from '../i18n/index.ts'
import { openPage } from '../stores/navigate.ts'
import { PAGES, type Page } from '../stores/view-store.ts'

/** The portfolio is reached by its groups; every other page by its name. */
export function SideNav() {
  const { view } = useApp()
  return (
    <nav className="nav" aria-label={t('pages.portfolio')} data-pane="nav" tabIndex={-1}>
      <GroupNav />
      <h2>{t('pages.label')}</h2>
      <ul>
        {PAGES.filter((page) => page !== 'portfolio').map((page) => (
          <PageItem key={page} page={page} />
        ))}
      </ul>
      <h2>{t('tools.label')}</h2>
      <ul>
        {TOOLS.map(({ dialog, name }) => (
          <li key={dialog}>
            <button
              type="button"
              className="nav-item"
              data-dialog={dialog}
              onClick={() => view.setState({ dialog })}
            >
              <span className="nav-name">{t(name)}</span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** What opens a dialog beside the pages. */
const TOOLS = [
  { dialog: 'moment', name: 'moment.banner' },
  { dialog: 'statement', name: 'statement.title' },
  { dialog: 'import', name: 'imports.title' },
  { dialog: 'export', name: 'exports.title' },
] as const

function PageItem({ page }: { readonly page: Exclude<Page, 'portfolio'> }) {
  const { view } = useApp()
  const current = useView((state) => state.page === page)
  return (
    <li>
      <button
        type="button"
        className="nav-item"
        aria-current={current ? 'page' : undefined}
        onClick={() => openPage(view, page)}
      >
        <span className="nav-name">{t(`pages.${page}`)}</span>
        {page === 'sources' && <SourceCount />}
        {page === 'activity' && <NewNotices />}
      </button>
    </li>
  )
}

/** Notices that nobody looked at yet. */
function NewNotices() {
  const unseen = useHost((state) => state.unseen)
  return unseen === 0 ? null : <span className="nav-count">{t('activity.new', { count: unseen })}</span>
}

/** How many of the sources that are set answer. */
function SourceCount() {
  const up = useSnapshot(({ status }) => countUp(status))
  const all = useSnapshot(({ settings }) => settings.providers.length + (settings.node === null ? 0 : 1))
  if (all === 0) return null
  return <span className="nav-count">{t('pages.sourcesUp', { up, all })}</span>
}

function countUp({
  node,
  providers,
}: {
  readonly node: { readonly kind: string }
  readonly providers: readonly { readonly state: string }[]
}): number {
  return Number(node.kind === 'ok') + providers.filter(({ state }) => state !== 'failing').length
}
