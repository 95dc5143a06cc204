/** How many notices are new, kept true to the host; and the browser's own notifications, where they were allowed. */

import { noticeText } from '../../shared/notice-text.ts'
import type { Notice } from '../../shared/notices.ts'
import type { Language } from '../../shared/view.ts'
import type { Bridge } from '../bridge/bridge.ts'
import type { HostStore } from './host-store.ts'
import type { PrefsStore } from './prefs-store.ts'

/** Shows one of the browser's notifications. */
export type ShowNotification = (title: string, text: string) => void

export interface NoticesLinkOptions {
  readonly host: HostStore
  readonly prefs: PrefsStore
  readonly language: () => Language
  /** Null where the shell shows them, or the browser cannot. */
  readonly show: ShowNotification | null
}

/** Those that come together beyond this are shown as one. */
const SHOWN_EACH = 3

/** Links them until the returned function is called. A question that fails is asked again with the next connection. */
export function linkNotices(bridge: Bridge, options: NoticesLinkOptions): () => void {
  const { host } = options
  const stop = new AbortController()
  const count = async (): Promise<void> => {
    const { unseen } = await bridge.call('notices.list', { limit: 1 }, { signal: stop.signal })
    host.setState({ unseen })
  }
  const stops = [
    bridge.onConnection((state) => {
      if (state === 'connected') count().catch(() => undefined)
    }),
    bridge.subscribe((event) => {
      if (event.name !== 'notices.changed') return
      const { unseen, raised } = event.payload
      host.setState(({ noticesSeen }) => ({ unseen, noticesSeen: noticesSeen + 1 }))
      showNew(bridge, options, raised).catch(() => undefined) // the list has them all the same
    }),
    () => stop.abort(),
  ]
  return () => {
    for (const each of stops) each()
  }
}

async function showNew(
  bridge: Bridge,
  { prefs, language, show }: NoticesLinkOptions,
  raised: readonly Notice[],
): Promise<void> {
  if (show === null || raised.length === 0) return
  const { rules } = await bridge.call('notices.rules', {})
  if (!rules.local) return
  const amounts = rules.amounts && !prefs.getState().hideAmounts
  const texts = raised.map(({ body }) => noticeText(body, { language: language(), amounts, names: true }))
  if (texts.length <= SHOWN_EACH) for (const { title, text } of texts) show(title, text)
  else show('Tidemark', texts.map(({ title }) => title).join('\n'))
}

/** Of a page in a browser: only once the person has allowed it. The shell shows its own. */
export function browserNotifications(window: Window & typeof globalThis): ShowNotification | null {
  if (window.tidemark !== undefined || !('Notification' in window)) return null
  return (title, text) => {
    if (window.Notification.permission !== 'granted') return
    const shown = new window.Notification(title, { body: text })
    shown.addEventListener('click', () => window.focus())
  }
}
