/** Shows new notices by the system, where the person wants it: without amounts unless they are wanted and not hidden. */
import { Notification } from 'electron'
import type { RequestOutput } from '../../shared/ipc/contract.ts'
import { noticeText } from '../../shared/notice-text.ts'
import type { Notice } from '../../shared/notices.ts'
import { languageOf } from '../../shared/view.ts'
import type { Host } from '../host-types.ts'
import { currentView } from './current-view.ts'

export interface NotificationsOptions {
  readonly host: Pick<Host, 'router' | 'events'>
  /** The languages that the system prefers, as tags, the best first. */
  readonly preferred: () => readonly string[]
  /** A notification was clicked. */
  readonly onClick: () => void
  readonly onFault: (error: unknown) => void
}

/** Those that come together beyond this are shown as one. */
const SHOWN_EACH = 3

/** Listens until the returned function is called. */
export function showNotifications({ host, preferred, onClick, onFault }: NotificationsOptions): () => void {
  return host.events.subscribe((name, payload) => {
    if (name !== 'notices.changed' || !('raised' in payload) || payload.raised.length === 0) return
    show(payload.raised).catch(onFault)
  })

  async function rulesNow(): Promise<RequestOutput<'notices.rules'>> {
    const result = await host.router.call('notices.rules', {}, NEVER)
    if (!result.ok) throw new Error(result.error.message)
    return result.value as RequestOutput<'notices.rules'> // the router answers a name with its own output
  }

  async function show(raised: readonly Notice[]): Promise<void> {
    if (!Notification.isSupported()) return
    const [{ rules }, view] = await Promise.all([rulesNow(), currentView(host)])
    if (!rules.local) return
    const words = {
      language: languageOf(view.language, preferred()),
      amounts: rules.amounts && !view.hideAmounts,
      names: true,
    }
    for (const { title, text } of grouped(raised.map(({ body }) => noticeText(body, words)))) {
      const notification = new Notification({ title, body: text })
      notification.on('click', onClick)
      notification.show()
    }
  }
}

const NEVER = new AbortController().signal

interface Shown {
  readonly title: string
  readonly text: string
}

function grouped(all: readonly Shown[]): readonly Shown[] {
  if (all.length <= SHOWN_EACH) return all
  return [{ title: 'Tidemark', text: all.map(({ title }) => title).join('\n') }]
}
