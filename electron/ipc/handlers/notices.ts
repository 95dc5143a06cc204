/** Rules and notices: each request answered by the service. */
import type { NoticesRequests } from '../../../shared/ipc/notices.ts'
import type { NoticeService } from '../../services/notices/notice-service.ts'
import type { Handlers } from '../router-types.ts'

/** What these requests are answered by. */
export type NoticeAnswers = Pick<
  NoticeService,
  'list' | 'markSeen' | 'rules' | 'setRules' | 'newKey' | 'testWebhook'
>

/** Builds the handlers. */
export function noticeHandlers(notices: NoticeAnswers): Pick<Handlers, keyof NoticesRequests> {
  return {
    'notices.list': async (request) => notices.list(request),
    'notices.markSeen': async ({ upTo }) => ({ unseen: await notices.markSeen(upTo) }),
    'notices.rules': async () => notices.rules(),
    'notices.setRules': (rules) => notices.setRules(rules),
    'notices.newWebhookKey': async () => ({ key: await notices.newKey() }),
    'notices.testWebhook': async (_, signal) => ({ error: await notices.testWebhook(signal) }),
  }
}
