/** Requests about rules and notices. */
import type { Notice, NoticeRules } from '../notices.ts'
import type { Empty } from './contract.ts'

export interface NoticesRequests {
  /** Newest first; `before` is an id: those that are older. */
  'notices.list': { in: { readonly before?: number; readonly limit: number }; out: NoticePage }
  /** All up to this one have been looked at. */
  'notices.markSeen': { in: { readonly upTo: number }; out: { readonly unseen: number } }
  'notices.rules': { in: Empty; out: NoticeRulesView }
  /** Fails with `invalid_input` for a webhook's URL that may not be asked. */
  'notices.setRules': { in: NoticeRules; out: NoticeRulesView }
  /** Makes a new key that posts are signed with. It is told here alone, and this once. */
  'notices.newWebhookKey': { in: Empty; out: { readonly key: string } }
  /** Posts a test at once; fails with `invalid_input` where there is no webhook, else says how it went. */
  'notices.testWebhook': { in: Empty; out: { readonly error: string | null } }
}

export interface NoticePage {
  readonly notices: readonly Notice[]
  /** For the next page; null where this was the last. */
  readonly next: number | null
  readonly unseen: number
}

export interface NoticeRulesView {
  /** Where they are not `writable`, the webhook's URL is cut to its server: the rest may hold a token. */
  readonly rules: NoticeRules
  /** Posts are signed. */
  readonly hasKey: boolean
  /** Why the webhook is not asked right now; null where it is, or there is none. */
  readonly held: WebhookHeld | null
  /** Notices that wait to be posted. */
  readonly waiting: number
  readonly writable: boolean
}

/** Why nothing is posted. A closed set: doors print their own text for each. */
export const WEBHOOK_HELD = ['no_consent', 'no_key', 'offline', 'limit'] as const
export type WebhookHeld = (typeof WEBHOOK_HELD)[number]
