/**
 * Rules and notices: looks at journal, figures and providers while the app runs, writes down what is to be told with
 * where each rule stands (so that nothing is told twice, also over restarts), and posts it where the person said.
 */
import type { Network } from '../../../shared/chain.ts'
import { AppError } from '../../../shared/errors.ts'
import type { RequestInput, RequestOutput } from '../../../shared/ipc/contract.ts'
import type { NoticeRulesView } from '../../../shared/ipc/notices.ts'
import type { Notice, NoticeRules } from '../../../shared/notices.ts'
import { mayAsk } from '../../../shared/providers.ts'
import { say, type Worded } from '../../../shared/said.ts'
import type { ViewSettings } from '../../../shared/view.ts'
import type { Clock } from '../../engine/ports.ts'
import type { NoticeStore, NoticeUpdate } from '../../store/notice-store.ts'
import { createPoke } from '../poke.ts'
import type { Settings } from '../settings-service.ts'
import { type Evidence, lookAtJournal } from './evaluate.ts'
import { lookAtFigures } from './judge-rules.ts'
import { postOf } from './post-body.ts'
import type { RulesFile } from './rules-file.ts'
import {
  checkedWebhookUrl,
  createWebhook,
  heldBack,
  type Webhook,
  webhookTier,
  withoutToken,
} from './webhook.ts'

export interface NoticeServiceOptions {
  readonly network: Network
  readonly clock: Clock
  readonly store: NoticeStore
  readonly evidence: Omit<Evidence, 'network' | 'store'>
  readonly file: RulesFile
  readonly settings: () => Pick<Settings, 'proxy' | 'privacy' | 'offline'>
  readonly writable: boolean
  readonly view: () => Promise<ViewSettings>
  /** Puts on record that a webhook learns addresses; resolves when it is on disk. */
  readonly record: (webhook: string, addresses: readonly string[]) => Promise<void>
  /** Blocks are being caught up with: what they show is told together at the end. */
  readonly isCatchingUp: () => boolean
  readonly onChange: (unseen: number, raised: readonly Notice[]) => void
  readonly onFault: (error: unknown) => void
}

export interface NoticeService {
  /** What the person should know about the rules at the start, a line each. */
  readonly startNotices: readonly Worded[]
  list(request: RequestInput<'notices.list'>): RequestOutput<'notices.list'>
  markSeen(upTo: number): Promise<number>
  rules(): NoticeRulesView
  setRules(rules: NoticeRules): Promise<NoticeRulesView>
  newKey(): Promise<string>
  /** What went wrong, or null. */
  testWebhook(signal: AbortSignal): Promise<string | null>
  /** Something changed: looked at soon. */
  poke(): void
  /** Looks once; what is told is on disk when it resolves. */
  look(what: 'journal' | 'all', signal?: AbortSignal): Promise<readonly Notice[]>
  /** Until `signal` aborts; never rejects. */
  run(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** Figures are looked at so often; the journal after each change, but not more often than `PAUSE_MS`. */
const FIGURES_MS = 60_000
const PAUSE_MS = 2_000
/** Before it, what was not confirmed while nothing ran is no alarm. */
const RIPE_MS = 600_000
const RETRY_MS = [30_000, 120_000, 600_000, 1_800_000, 3_600_000] as const
const DAY_MS = 86_400_000
const NEVER = new AbortController().signal

/** Builds the service. */
export function createNoticeService(options: NoticeServiceOptions): NoticeService {
  const { network, clock, store, file, settings } = options
  const evidence: Evidence = { network, store, ...options.evidence }
  const bell = createPoke()
  const webhook: Webhook = createWebhook(clock, () => settings().proxy)
  const startedAt = clock.now()
  let figuresAt = Number.NEGATIVE_INFINITY
  let looking: Promise<unknown> = Promise.resolve()

  async function write(change: Pick<NoticeUpdate, 'bodies' | 'told' | 'untold' | 'state'>) {
    const { bodies, told, untold, state } = change
    if (bodies.length + told.length + untold.length + Object.keys(state).length === 0) return []
    const post = file.rules().webhook?.consent === true
    const raised = await store.record({ at: clock.now(), post, ...change })
    if (raised.length > 0) options.onChange(store.unseen(), raised)
    return raised
  }

  /** One after the other: two at once would both tell what neither had written down yet. */
  function look(what: 'journal' | 'all', signal: AbortSignal = NEVER): Promise<readonly Notice[]> {
    const run = looking.then(() => lookNow(what, signal))
    looking = run.catch(() => undefined) // its caller hears of it; the next look must still run
    return run
  }

  async function lookNow(what: 'journal' | 'all', signal: AbortSignal): Promise<readonly Notice[]> {
    const raised: Notice[] = []
    for (let more = true; more; ) {
      const found = lookAtJournal(evidence, file.rules())
      raised.push(...(await write(found)))
      more = found.more
    }
    if (what === 'journal') return raised
    const ripe = clock.now() - startedAt >= RIPE_MS
    const change = await lookAtFigures(evidence, file.rules(), { now: clock.now(), ripe }, signal)
    return [...raised, ...(await write(change))]
  }

  async function round(signal: AbortSignal): Promise<void> {
    if (!options.isCatchingUp()) {
      const isDue = clock.now() - figuresAt >= FIGURES_MS
      if (isDue) figuresAt = clock.now()
      await look(isDue ? 'all' : 'journal', signal)
    }
    await postDue(signal)
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await round(signal).catch((error: unknown) => {
        if (!signal.aborted) options.onFault(error)
      })
      await bell.wait(nextRoundMs(), signal)
      await createPoke().wait(PAUSE_MS, signal) // what comes together is told together
    }
  }

  function nextRoundMs(): number {
    const next = held() === null ? (store.nextPost()?.post?.nextAt ?? null) : null
    const wait = next === null ? FIGURES_MS : Math.min(FIGURES_MS, next - clock.now())
    return Math.max(0, wait)
  }

  function held() {
    const { webhook: rule } = file.rules()
    return rule === null ? null : heldBack(rule, file.key(), settings())
  }

  async function postDue(signal: AbortSignal): Promise<void> {
    for (;;) {
      const notice = store.nextPost()
      const isDue = notice !== null && (notice.post?.nextAt ?? 0) <= clock.now()
      if (!isDue || signal.aborted || file.rules().webhook === null || held() !== null) return
      const error = await post(notice, signal)
      const tries = notice.post?.tries ?? 0
      const pause = RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? DAY_MS
      const isOver = error === null || clock.now() + pause > notice.at + DAY_MS
      await store.posted({ id: notice.id, error, nextAt: isOver ? null : clock.now() + pause })
    }
  }

  /** What went wrong, or null. Whoever learns addresses is on record before it is sent. */
  async function post(notice: Notice, signal: AbortSignal): Promise<string | null> {
    const { webhook: rule } = file.rules()
    const key = file.key()
    if (rule === null || key === null) return 'there is no webhook'
    const { language, hideAmounts } = await options.view()
    const { proxy, privacy } = settings()
    const tier = webhookTier(rule, proxy)
    const ids = 'entries' in notice.body ? notice.body.entries.map(({ watchId }) => watchId) : []
    const entries = options.evidence.portfolio.entries(ids)
    const groups = new Map(entries.map(({ watch }) => [watch.id, watch.group]))
    const mayNameGroup = (group: string): boolean => mayAsk({ tier, consent: rule.consent }, group, privacy)
    const { body, addresses } = postOf(notice, {
      network,
      language: language === 'zh-CN' ? 'zh-CN' : 'en',
      rule,
      hidden: hideAmounts,
      mayName: ({ watchId }) => {
        const group = groups.get(watchId)
        return group !== undefined && mayNameGroup(group)
      },
      mayNameGroup,
    })
    if (addresses.length > 0) await options.record(checkedWebhookUrl(rule.url).name, addresses)
    return webhook.post(rule, body, key, signal)
  }

  /** Whoever may not change the rules need not know the whole URL, which may hold a token. */
  function shownRules(): NoticeRules {
    const rules = file.rules()
    const { webhook: rule } = rules
    return options.writable || rule === null ? rules : { ...rules, webhook: withoutToken(rule) }
  }

  function view(): NoticeRulesView {
    return {
      rules: shownRules(),
      hasKey: file.key() !== null,
      held: held(),
      waiting: store.waitingPosts(),
      writable: options.writable,
    }
  }

  function requireWritable(): void {
    if (!options.writable) throw new AppError('forbidden', say('forbidden_settings'))
  }

  async function setRules(rules: NoticeRules): Promise<NoticeRulesView> {
    requireWritable()
    if (rules.webhook !== null) checkedWebhookUrl(rules.webhook.url)
    const before = file.rules().webhook
    const moved = before !== null && (rules.webhook?.url !== before.url || !rules.webhook.consent)
    await look('journal') // what happened until now goes by the rules as they were
    await file.save(rules)
    if (moved) {
      await store.stopPosting()
      await webhook.close() // nobody is kept connected who is not posted to any more
    }
    figuresAt = Number.NEGATIVE_INFINITY
    bell.ring()
    return view()
  }

  return {
    startNotices: file.problem === null ? [] : [file.problem],
    list: ({ before, limit }) => {
      const notices = store.noticesBefore(before ?? null, limit)
      const next = notices.length === limit ? (notices.at(-1)?.id ?? null) : null
      return { notices, next, unseen: store.unseen() }
    },
    async markSeen(upTo) {
      await store.markSeen(upTo)
      const unseen = store.unseen()
      options.onChange(unseen, [])
      return unseen
    },
    rules: view,
    setRules,
    async newKey() {
      requireWritable()
      const key = await file.newKey()
      bell.ring()
      return key
    },
    async testWebhook(signal) {
      requireWritable()
      if (file.rules().webhook === null) throw new AppError('invalid_input', say('no_webhook'))
      const why = held()
      if (why !== null) return why
      const now = clock.now()
      return post({ id: 0, at: now, body: { kind: 'test' }, seen: true, post: null }, signal)
    },
    poke: () => bell.ring(),
    look,
    run,
    close: () => webhook.close(),
  }
}
