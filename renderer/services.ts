/** Builds everything that one bridge needs: stores, links, commands. */
import type { BitcoinLink } from '../shared/bitcoin-uri.ts'
import type { AppServices } from './app-context.ts'
import type { Bridge } from './bridge/bridge.ts'
import { toastNotices } from './components/toasts.tsx'
import { currentLanguage, t } from './i18n/index.ts'
import { createActions } from './stores/actions.ts'
import { followRows } from './stores/follow-rows.ts'
import { linkHost } from './stores/host-link.ts'
import { createHostStore } from './stores/host-store.ts'
import { chooseInMenu } from './stores/menu-choices.ts'
import { browserNotifications, linkNotices } from './stores/notices-link.ts'
import { createDialogQueue } from './stores/open-dialog.ts'
import type { PrefsStore, SetView } from './stores/prefs-store.ts'
import { createRowsStore, linkRows } from './stores/rows-store.ts'
import { sameData } from './stores/share-rows.ts'
import { createViewStore } from './stores/view-store.ts'

/** What outlives a change of bridge, as into the demo and back. */
export interface Surroundings {
  readonly prefs: PrefsStore
  readonly setPrefs: SetView
  readonly demo: AppServices['demo']
}

/** The services over a bridge, and the way to stop what runs for them. */
export function createServices(
  bridge: Bridge,
  surroundings: Surroundings,
): { readonly services: AppServices; readonly stop: () => void } {
  const host = createHostStore()
  const view = createViewStore()
  const link = linkHost(bridge, host, {
    now: () => Date.now(),
    minGapMs: 250,
    heartbeatMs: 20_000,
    onError: toastNotices.error,
  })
  const rows = createRowsStore()
  const rowsLink = linkRows(bridge, rows)
  const unlinkNotices = linkNotices(bridge, {
    host,
    prefs: surroundings.prefs,
    language: currentLanguage,
    show: surroundings.demo.active ? null : browserNotifications(window),
  })
  const dialogs = createDialogQueue(view, () => toastNotices.done(t('notices.dialogWaits')))
  const showLink = (link: BitcoinLink): void => {
    const isLookedAt = sameData(link, view.getState().link)
    if (!isLookedAt) dialogs.ask('link', () => view.setState({ dialog: 'link', link }))
  }
  const takeLink = (): void => {
    bridge.call('link.take', {}).then(
      (link) => link && showLink(link),
      () => undefined, // a host that is gone is told elsewhere; the link waits for the next window
    )
  }
  const unlisten = bridge.onConnection((state) => state === 'connected' && takeLink())
  const { requestSnapshot } = link
  const actions = createActions({ bridge, host, view, notices: toastNotices, requestSnapshot })
  const unsubscribe = bridge.subscribe((event) => {
    if (event.name === 'menu.chosen')
      chooseInMenu(event.payload.target, { view, dialogs, actions, ...surroundings })
    else if (event.name === 'link.opened') takeLink()
  })
  const stops = [
    unsubscribe,
    unlisten,
    unlinkNotices,
    dialogs.stop,
    link.stop,
    followRows(rowsLink, host, view),
    () => rowsLink.stop(),
  ]
  return {
    services: { bridge, host, view, rows, rowsLink, actions, notices: toastNotices, ...surroundings },
    stop: () => {
      for (const stop of stops) stop()
    },
  }
}
