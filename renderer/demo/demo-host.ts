/** A scripted host in memory: answers the contract's requests and pushes events. For looking, not for judging. */

import type { RefusedEntry } from '../../shared/address.ts'
import type { Network } from '../../shared/chain.ts'
import { AppError, type ErrorCode, type Result } from '../../shared/errors.ts'
import type {
  AddRequest,
  AddResult,
  AppStatus,
  ArchiveRequest,
  RequestInput,
  RequestOutput,
  SettingsView,
} from '../../shared/ipc/contract.ts'
import type { JournalFilter } from '../../shared/journal-filter.ts'
import { type Said, say, worded } from '../../shared/said.ts'
import { DEFAULT_VIEW, type ViewSettings } from '../../shared/view.ts'
import { demoActivity, demoJournal, demoNotices, demoRules } from './demo-activity.ts'
import { type DemoState, demoDetail, demoSnapshot, totalOfRows } from './demo-data.ts'
import { demoExchange, isExchange } from './demo-exchange.ts'
import { demoDisclosures, demoHistories, demoLedgerCheck, demoTransactions } from './demo-pages.ts'
import { demoAddresses, demoAddressesAt, demoSeries } from './demo-past.ts'
import { answerRows, snapshotOf } from './demo-rows.ts'
import { settingsAfter } from './demo-settings.ts'
import { nodeTestSteps, providerTestSteps } from './demo-tests.ts'
import { answerWords } from './demo-words.ts'

/** The scripted host and its strings. */
export interface DemoHost {
  readonly call: (name: string, input: unknown) => Promise<Result<unknown>>
  readonly subscribe: (listener: (name: string, payload: unknown) => void) => () => void
  /** Changes what the host says and tells everybody. */
  readonly update: (change: (state: DemoState) => DemoState) => void
  readonly setStatus: (change: Partial<AppStatus>) => void
  /** The next refresh or change fails with this. */
  readonly failNext: (error: { readonly code: ErrorCode; readonly said: Said }) => void
  /** Names of the requests so far. */
  readonly calls: readonly string[]
}

/** What the first snapshot is like; the main network with eight rows by default. */
export interface DemoOptions {
  readonly network?: Network
  readonly empty?: boolean
  readonly settings?: Partial<SettingsView>
  readonly view?: Partial<ViewSettings>
  /** What the host says of its start. */
  readonly startNotices?: readonly Said[]
}

/** A host with made-up data. */
export function createDemoHost(options: DemoOptions = {}): DemoHost {
  const first = demoSnapshot(options.network ?? 'main', options.empty ?? false, Date.now())
  let state: DemoState = {
    ...first,
    settings: { ...first.settings, ...options.settings },
    startNotices: (options.startNotices ?? []).map(worded),
  }
  let view: ViewSettings = { ...DEFAULT_VIEW, ...options.view }
  const calls: string[] = []
  const listeners = new Set<(name: string, payload: unknown) => void>()
  const emit = (name: string, payload: unknown): void => {
    for (const listener of listeners) listener(name, payload)
  }
  const update = (change: (state: DemoState) => DemoState): void => {
    const next = change(state)
    state = {
      ...next,
      revision: state.revision + 1,
      total: totalOfRows(next.rows.filter(({ watch }) => !watch.archived)),
    }
    emit('store.changed', { revision: state.revision })
  }
  let failure: AppError | null = null
  return {
    calls,
    update,
    failNext(error) {
      failure = new AppError(error.code, error.said)
    },
    setStatus(change) {
      state = { ...state, status: { ...state.status, ...change } }
      emit('status.changed', { revision: state.revision, status: state.status })
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async call(name, input) {
      calls.push(name)
      if (failure && !WATCHING.has(name)) {
        const error = failure
        failure = null
        return refused(error)
      }
      const value = answerOrRefusal(
        { state, update, set: (next) => (state = next), view: () => view, setView: (next) => (view = next) },
        name,
        input,
      )
      if (value instanceof AppError) return refused(value)
      return value === undefined
        ? refused(new AppError('forbidden', say('call_unknown')))
        : { ok: true, value }
    },
  }
}

function refused({ code, message, said }: AppError): Result<never> {
  return { ok: false, error: { code, message, said, retryable: false } }
}

/** What a window asks by itself: it does not meet the failure that a person is to see. */
const WATCHING = new Set([
  'app.snapshot',
  'status.get',
  'portfolio.page',
  'portfolio.place',
  'portfolio.rows',
  'label.list',
  'note.list',
  'transactions.list',
  'series.read',
  'search.run',
])

interface Scene {
  readonly state: DemoState
  readonly update: DemoHost['update']
  readonly set: (next: DemoState) => void
  readonly view: () => ViewSettings
  readonly setView: (next: ViewSettings) => ViewSettings
}

function answerOrRefusal(scene: Scene, name: string, input: unknown): unknown {
  try {
    return answer(scene, name, input)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

function answer(scene: Scene, name: string, input: unknown): unknown {
  const { state } = scene
  const rows = answerRows(state, name, input) ?? answerWords(state, name, input, Date.now())
  if (rows !== undefined) return rows
  switch (name) {
    case 'app.snapshot':
      return snapshotOf(state)
    case 'settings.get':
      return state.settings
    case 'status.get':
      return state.status
    case 'balance.read':
      return { tip: state.status.tip, readings: state.rows.map(({ reading }) => reading), total: state.total }
    case 'node.find':
      return state.settings.node === null ? [FOUND_NODE] : []
    case 'portfolio.move':
      return move(scene, input as RequestInput<'portfolio.move'>) // likewise
    case 'label.set':
      return rename(scene, input as RequestInput<'label.set'>) // likewise
    case 'transactions.list':
      return demoTransactions(Date.now(), field(input, 'upTo') as number | undefined) // likewise
    case 'journal.list':
      return {
        entries: demoJournal(Date.now(), field(input, 'only') as JournalFilter | undefined), // likewise
        next: null,
      }
    case 'notices.list':
      return demoNotices(state.rows, Date.now())
    case 'notices.markSeen':
      return { unseen: 0 }
    case 'notices.rules':
      return demoRules()
    case 'notices.setRules':
      return { ...demoRules(), rules: input }
    case 'notices.newWebhookKey':
      return { key: '00'.repeat(32) }
    case 'notices.testWebhook':
      return { error: null }
    case 'sources.activity':
      return demoActivity(
        state.settings.providers.map(({ id }) => id),
        Date.now(),
      )
    case 'transactions.detail':
      return null
    case 'series.read':
      return demoSeries(input as RequestInput<'series.read'>, state.rows, Date.now()) // likewise
    case 'account.addresses':
      return demoAddresses(input as RequestInput<'account.addresses'>, state.rows) // likewise
    case 'account.addressesAt':
      return demoAddressesAt(input as RequestInput<'account.addressesAt'>, state.rows) // likewise
    case 'scan.pause':
    case 'history.pause':
      return input
    case 'view.get':
      return scene.view()
    case 'view.set':
      return scene.setView(input as ViewSettings) // likewise
    case 'crosscheck.list':
      return []
    case 'disclosures.list':
      return { disclosures: demoDisclosures(state.rows, Date.now()), more: false }
    case 'history.list':
      return { histories: demoHistories(state.rows), next: null }
    case 'history.fill':
    case 'history.stop':
      return demoHistories(state.rows)
    case 'ledger.check':
      return { check: demoLedgerCheck(Date.now()), problem: null }
    case 'address.detail': {
      const row = state.rows.find(({ watch }) => watch.id === field(input, 'watchId'))
      return row && demoDetail(row, Date.now())
    }
    case 'portfolio.add':
      return add(scene, input as AddRequest) // the renderer sends what the contract says
    case 'portfolio.remove':
      return remove(scene, field(input, 'watchIds') as readonly number[]) // likewise
    case 'portfolio.archive':
      return archive(scene, input as ArchiveRequest) // likewise
    case 'node.login':
      return demoLogin(String(field(input, 'user')))
    case 'node.test':
      return nodeTestSteps(String(field(input, 'url')))
    case 'provider.test':
      return { family: 'esplora', steps: providerTestSteps(String(field(input, 'url'))) }
    case 'provider.forgetPin':
      return { forgotten: true }
    case 'provider.setKey':
      return { kept: field(input, 'key') === null ? 'forgotten' : 'memory' }
    default:
      if (isExchange(name)) return demoExchange(name, input, state)
      return name.startsWith('settings.') ? settings(scene, name, input) : undefined
  }
}

function field(input: unknown, name: string): unknown {
  return (input as Readonly<Record<string, unknown>>)[name] // requests are objects by contract
}

function refusalOf(text: string): Pick<RefusedEntry, 'text' | 'reason' | 'message'> | null {
  if (/^[5KL][1-9A-HJ-NP-Za-km-z]{50,51}$/.test(text))
    return { text: null, reason: 'private_key', message: 'This is a private key. Tidemark never takes one.' }
  if (text.startsWith('tb1'))
    return {
      text,
      reason: 'wrong_network',
      message: 'This is a test network address; this portfolio is on main.',
    }
  if (/^(bc1|[13])/.test(text) && !text.endsWith('x')) return null
  return { text, reason: 'bad_checksum', message: 'The checksum does not match: most likely a typing error.' }
}

function add({ state, update }: Scene, { lines, label = '', group = '' }: AddRequest): AddResult {
  const refused = lines.flatMap((text, index) => {
    const refusal = refusalOf(text)
    return refusal ? [{ line: index + 1, ...refusal }] : []
  })
  const template = demoSnapshot(state.network, false, Date.now()).rows[6]
  const rows = lines
    .filter((text) => refusalOf(text) === null)
    .flatMap((text, index) =>
      template
        ? [
            {
              watch: { ...template.watch, id: state.rows.length + 10 + index, text, label, group },
              reading: { ...template.reading, address: text },
            },
          ]
        : [],
    )
  if (rows.length > 0) update((before) => ({ ...before, rows: [...before.rows, ...rows] }))
  return { added: rows.map(({ watch }) => watch), already: [], refused }
}

function archive({ update }: Scene, { watchIds, archived }: ArchiveRequest): { changed: number } {
  update((before) => ({
    ...before,
    rows: before.rows.map((row) =>
      watchIds.includes(row.watch.id) ? { ...row, watch: { ...row.watch, archived } } : row,
    ),
  }))
  return { changed: watchIds.length }
}

const FOUND_NODE = {
  url: 'http://127.0.0.1:8332',
  cookieFile: '/home/ada/.bitcoin/.cookie',
  running: true,
}

function move(
  { state, update }: Scene,
  { watchIds, group }: RequestInput<'portfolio.move'>,
): RequestOutput<'portfolio.move'> {
  const from = state.rows.flatMap(({ watch }) =>
    watchIds.includes(watch.id) ? [{ group: watch.group, watchIds: [watch.id] }] : [],
  )
  update((before) => ({
    ...before,
    rows: before.rows.map((row) =>
      watchIds.includes(row.watch.id) ? { ...row, watch: { ...row.watch, group } } : row,
    ),
  }))
  return { moved: watchIds.length, from }
}

function rename({ update }: Scene, { ref, label }: RequestInput<'label.set'>): null {
  update((before) => ({
    ...before,
    rows: before.rows.map((row) =>
      row.watch.text === ref ? { ...row, watch: { ...row.watch, label: label ?? '' } } : row,
    ),
  }))
  return null
}

function remove({ state, update }: Scene, watchIds: readonly number[]): { removed: number } {
  const rows = state.rows.filter(({ watch }) => !watchIds.includes(watch.id))
  const removed = state.rows.length - rows.length
  update((before) => ({ ...before, rows }))
  return { removed }
}

function settings({ state, set }: Scene, name: string, input: unknown): SettingsView {
  const next = settingsAfter(state.settings, name, input)
  set({ ...state, settings: next, status: { ...state.status, offline: next.offline } })
  return next
}

/** Shaped like a login; no node would take it. */
function demoLogin(user: string): RequestOutput<'node.login'> {
  return { user, password: 'demo', lines: [`rpcauth=${user}:demo`, `rpcwhitelist=${user}:getblock`] }
}
