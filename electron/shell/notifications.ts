/** Shows new notices by the system, where the person wants it: without amounts unless they are wanted and not hidden. */
import { Notification } from 'electron'
import type { RequestOutput } from '../../shared/ipc/contract.ts'
import { noticeText } from '../../shared/notice-text.ts'
import type { Notice } from '../../shared/notices.ts'
import type { Language, LanguageChoice } from '../../shared/view.ts'
import type { Host } from '../host-types.ts'

export interface NotificationsOptions {
  readonly host: Pick<Host, 'router' | 'events'>
  /** The system's preferred language, as a tag. */
  readonly locale: () => string
  /** A notification was clicked. */
  readonly onClick: () => void
  readonly onFault: (error: unknown) => void
}

/** Those that come together beyond this are shown as one. */
const SHOWN_EACH = 3

/** Listens until the returned function is called. */
export function showNotifications({ host, locale, onClick, onFault }: NotificationsOptions): () => void {
  return host.events.subscribe((name, payload) => {
    if (name !== 'notices.changed' || !('raised' in payload) || payload.raised.length === 0) return
    show(payload.raised).catch(onFault)
  })

  async function ask<K extends 'notices.rules' | 'view.get'>(name: K): Promise<RequestOutput<K>> {
    const result = await host.router.call(name, {}, NEVER)
    if (!result.ok) throw new Error(result.error.message)
    return result.value as RequestOutput<K> // the router answers a name with its own output
  }

  async function show(raised: readonly Notice[]): Promise<void> {
    if (!Notification.isSupported()) return
    const [{ rules }, view] = await Promise.all([ask('notices.rules'), ask('view.get')])
    if (!rules.local) return
    const words = {
      language: languageFor(view.language, locale()),
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

function languageFor(choice: LanguageChoice, locale: string): Language {
  if (choice !== 'system') return choice
  return locale.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

interface Shown {
  readonly title: string
  readonly text: string
}

function grouped(all: readonly Shown[]): readonly Shown[] {
  if (all.length <= SHOWN_EACH) return all
  return [{ title: 'Tidemark', text: all.map(({ title }) => title).join('\n') }]
}
