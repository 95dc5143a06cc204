/** What is posted to a webhook: only what its rule lets out. */
import type { Network } from '../../../shared/chain.ts'
import { noticeText } from '../../../shared/notice-text.ts'
import type { Notice, NoticeEntry, WebhookRule } from '../../../shared/notices.ts'
import type { Language } from '../../../shared/view.ts'

export interface PostOptions {
  readonly network: Network
  readonly language: Language
  readonly rule: Pick<WebhookRule, 'amounts' | 'entries'>
  /** Amounts are hidden everywhere. */
  readonly hidden: boolean
  /** Whether this entry may be named to the webhook at all. */
  readonly mayName: (entry: NoticeEntry) => boolean
  /** Whether a portfolio may. */
  readonly mayNameGroup: (group: string) => boolean
}

/** A post, and the addresses that whoever reads it learns. */
export interface Post {
  readonly body: string
  readonly addresses: readonly string[]
}

/** As JSON. An account is named, but its descriptor is never told, nor transactions that would lead to its addresses. */
export function postOf({ id, at, body }: Notice, options: PostOptions): Post {
  const { network, language, rule, hidden } = options
  const amounts = rule.amounts && !hidden
  const entries = rule.entries && 'entries' in body ? body.entries : []
  const named = entries.filter(options.mayName)
  const group = 'of' in body && body.of.kind === 'group' ? body.of.group : null
  const all = named.length === entries.length && (group === null || options.mayNameGroup(group))
  const addresses = named.filter(({ kind }) => kind === 'address').map(({ text }) => text)
  const onlyAddresses = all && 'entryCount' in body && addresses.length === body.entryCount
  const text = noticeText(body, { language, amounts, names: rule.entries && all })
  const json = {
    version: 1,
    id: `${network}-${id}-${at}`,
    at: new Date(at).toISOString(),
    network,
    event: body.kind,
    ...text,
    ...plainFacts(body),
    ...(amounts ? amountsOf(body) : {}),
    ...(rule.entries ? { entries: named.map(toNamed) } : {}),
    ...(rule.entries && onlyAddresses && 'txids' in body ? { txids: body.txids } : {}),
  }
  return { body: JSON.stringify(json), addresses: rule.entries ? addresses : [] }
}

function plainFacts(body: Notice['body']): Readonly<Record<string, unknown>> {
  return {
    ...('entryCount' in body ? { entryCount: body.entryCount } : {}),
    ...('count' in body ? { count: body.count } : {}),
    ...('confirmed' in body ? { confirmed: body.confirmed } : {}),
    ...('what' in body ? { what: body.what } : {}),
    ...('check' in body ? { check: body.check } : {}),
    ...('hours' in body ? { hours: body.hours, since: body.since } : {}),
    ...('provider' in body ? { provider: body.provider, calls: body.calls, failed: body.failed } : {}),
  }
}

function amountsOf(body: Notice['body']): Readonly<Record<string, number>> {
  if (body.kind === 'balance') return { expected: body.expected, found: body.found }
  return 'sats' in body ? { sats: body.sats } : {}
}

function toNamed({ kind, label, text }: NoticeEntry): Readonly<Record<string, string>> {
  return kind === 'address' ? { label, address: text } : { label }
}
