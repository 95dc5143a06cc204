/** For every request an input with all its fields, and figures for tests of doors. */

import { blockHash } from '../../shared/chain.ts'
import type { AppStatus, RequestInput, RequestName, Watch } from '../../shared/ipc/contract.ts'
import type { BalanceReport, Reading, ReadingKind } from '../../shared/reading.ts'

const node = { url: 'http://127.0.0.1:18443', auth: { kind: 'cookie', file: '/x/.cookie' } } as const

/** One valid input a request, optional fields included. */
export const SAMPLE_INPUTS: { readonly [K in RequestName]: RequestInput<K> } = {
  'label.set': { type: 'output', ref: `${'ab'.repeat(32)}:0`, origin: '', label: 'change', spendable: false },
  'label.list': { type: 'tx', refs: ['ab'.repeat(32)], after: 7, limit: 50 },
  'labels.import': { text: '{}', apply: true, conflicts: 'keep' },
  'labels.export': {},
  'groups.list': {},
  'groups.rename': { group: 'G', to: 'H', merge: true },
  'groups.delete': { group: 'G', widen: true },
  'groups.order': { groups: ['H', 'G'] },
  'portfolio.move': { watchIds: [1, 2], group: 'G', widen: true },
  'note.set': { kind: 'entry', ref: 'one', text: 'a note' },
  'note.list': {},
  'backup.make': {},
  'moment.read': { height: 100, group: 'G', archived: true, text: 'x', ask: true, offset: 0, limit: 50 },
  'moment.entry': { watchId: 7, height: 100 },
  'log.tail': { limit: 100 },
  'about.versions': {},
  'data.wipePlan': {},
  'data.wipe': { plan: { settings: true, copies: false }, confirm: 'main' },
  'link.read': { text: 'bitcoin:one' },
  'link.take': {},
  'update.get': {},
  'update.setConsent': { consent: true },
  'update.check': {},
  'update.download': {},
  'update.install': {},
  'backup.preview': { text: '{}', consent: true },
  'backup.restore': { text: '{}', consent: true, edited: true },
  'backup.kept': {},
  'search.run': { text: 'rent', limit: 20 },
  'account.preview': { line: 'one', scriptType: 'p2tr' },
  'doctor.run': { line: 'one', range: 50 },
  'app.snapshot': {},
  'portfolio.add': {
    lines: ['one', 'two'],
    label: 'L',
    group: 'G',
    widen: true,
    atomic: true,
    scriptType: 'wpkh',
    gapLimit: 20,
    lookahead: 1_000,
    birthday: { date: '2020-12-31' },
  },
  'account.addresses': { watchId: 7, chain: 1, from: 20, limit: 50 },
  'account.detail': { watchId: 7 },
  'account.setGap': { watchId: 7, gapLimit: 50 },
  'portfolio.remove': { watchIds: [1, 2] },
  'portfolio.archive': { watchIds: [1, 2], archived: true },
  'portfolio.list': {},
  'portfolio.page': {
    of: { group: 'G', archived: false, text: 'a', sort: { column: 'name', direction: 'descending' } },
    from: 100,
    limit: 100,
  },
  'portfolio.rows': { watchIds: [1, 2] },
  'portfolio.ids': { of: { group: null, archived: true, text: '', sort: null }, from: 0, limit: 10 },
  'portfolio.locate': {
    of: { group: null, archived: false, text: '', sort: null },
    find: { startsWith: 'a', after: -1 },
  },
  'portfolio.sum': { watchIds: [1, 2] },
  'portfolio.place': { group: 'G', archived: false },
  'view.get': {},
  'node.find': {},
  'node.login': { user: 'tidemark' },
  'view.set': {
    language: 'zh-CN',
    theme: 'dark',
    unit: 'sats',
    hideAmounts: true,
    explorer: 'https://example.org',
  },
  'balance.read': { addresses: ['one'], archived: true, refresh: true },
  'balance.at': { addresses: ['one'], archived: true, height: 100, ask: true },
  'address.detail': { watchId: 7 },
  'disclosures.list': { address: 'one' },
  'crosscheck.run': { addresses: ['one'], sources: ['example.org'] },
  'crosscheck.list': { addresses: ['one'] },
  'history.fill': { watchIds: [1, 2], from: { height: 100 } },
  'history.pause': { paused: true },
  'history.stop': { watchIds: [1, 2] },
  'history.list': {},
  'history.run': {},
  'ledger.check': {},
  'transactions.list': {
    of: { kind: 'watches', watchIds: [1] },
    before: 'g.1',
    limit: 50,
    gone: true,
    upTo: 9,
  },
  'transactions.detail': { txid: 'ab'.repeat(32) },
  'outputs.list': { of: { kind: 'group', group: 'G' }, at: { height: 100 }, before: 'g.1', limit: 50 },
  'series.read': { of: { kind: 'all', archived: true }, unit: 'day', from: 0, to: 86_400_000, zone: 'UTC' },
  'journal.list': { of: { kind: 'all' }, before: 'j.1.0', limit: 50, only: 'spends', from: 1, to: 2 },
  'statement.make': { of: { kind: 'all' }, from: { height: 1 }, to: { time: 1 }, format: 'csv', zone: 'UTC' },
  'notices.list': { before: 7, limit: 50 },
  'notices.markSeen': { upTo: 7 },
  'notices.rules': {},
  'notices.setRules': {
    payments: true,
    spends: true,
    unverifiedHours: 6,
    providerErrors: 50,
    balances: [{ id: 'a', of: { kind: 'watch', watchId: 1 }, check: 'below', sats: 1 }],
    local: true,
    amounts: true,
    webhook: { url: 'https://example.org/hook', consent: true, amounts: true, entries: true },
  },
  'notices.newWebhookKey': {},
  'notices.testWebhook': {},
  'sources.activity': {},
  'time.block': { time: 1_700_000_000_000 },
  'history.ask': { of: { kind: 'all' } },
  'status.get': {},
  'scan.sync': {},
  'settings.get': {},
  'settings.setNode': node,
  'settings.setProviders': {
    providers: [{ url: 'https://example.org/api', tier: 'own-server', consent: true, proxy: false }],
  },
  'settings.setPool': { rotation: 'ranked', deadlineMs: 20_000, cacheTtlS: 60 },
  'settings.setPrivacy': {
    limit: 'public',
    groups: [{ group: 'G', limit: 'own-node' }],
    sampleConsented: true,
  },
  'imports.preview': {
    name: 'a.csv',
    text: 'a',
    base64: 'YQ==',
    columns: { header: true, address: 0, label: 1, group: 2, note: null, birthday: 3 },
    choices: { all: 'wpkh', single: [{ entry: 0, scriptType: 'tr' }] },
  },
  'imports.apply': { name: 'a.txt', text: 'a', group: 'G', without: [1] },
  'exports.make': { form: 'csv', archived: true, group: 'G' },
  'prices.now': { currency: 'EUR', ask: true },
  'prices.on': { days: ['2020-12-31'], currency: 'EUR', ask: true },
  'prices.import': { text: 'date,price', currency: 'EUR', apply: true },
  'prices.presets': {},
  'settings.setPrices': {
    enabled: true,
    source: {
      kind: 'custom',
      spec: {
        name: 'mine',
        now: { url: 'https://example.org/{currency}', price: '/price', time: '/time' },
        day: { url: 'https://example.org/{date}', price: '/price', time: '/time' },
        series: { url: 'https://example.org/all', list: '/prices', price: '/price', time: '/time' },
      },
    },
    currency: 'EUR',
    consent: true,
  },
  'settings.setProxy': { url: 'socks5://127.0.0.1:9050' },
  'settings.setOffline': { offline: true },
  'settings.setStaleAfter': { blocks: 1_000 },
  'node.test': { ...node, auth: { kind: 'password', user: 'u', password: 'p' } },
  'provider.test': { url: 'https://example.org/api', proxy: true },
  'provider.forgetPin': { id: 'example.org' },
  'provider.setKey': { id: 'example.org', key: 'a-key' },
}

export const REQUEST_NAMES = Object.keys(SAMPLE_INPUTS) as RequestName[] // the type above makes it complete

const at = { height: 120, hash: blockHash('ab'.repeat(32)) }

export const SAMPLE_WATCH: Watch = {
  id: 1,
  kind: 'address',
  text: 'bcrt1qexample',
  scriptType: 'p2wpkh',
  label: 'savings',
  group: '',
  addedAt: 1_700_000_000_000,
  archived: false,
}

/** A reading of the given kind; unknown has nothing known. */
export function sampleReading(kind: ReadingKind, address = 'bcrt1qexample'): Reading {
  const known = kind !== 'unknown'
  return {
    address,
    kind,
    freshness: {
      state: kind === 'known' ? 'current' : kind,
      blocksBehind: known ? 0 : null,
      observedAt: known ? 1_700_000_000_000 : null,
    },
    confirmed: known ? 150_000_000 : null,
    pending: known ? -1_000 : null,
    immature: known ? 0 : null,
    asOf: known ? at : null,
    source: known ? 'ledger' : null,
    completeness: { unspent: known ? 'complete' : 'incomplete', historyFrom: known ? at : null, holes: [] },
    reasons: known ? [] : ['snapshot_waiting'],
  }
}

/** A report over readings of these kinds, with the sums that belong to them. */
export function sampleReport(...kinds: readonly ReadingKind[]): BalanceReport {
  const count = (kind: ReadingKind): number => kinds.filter((one) => one === kind).length
  const known = count('known') + count('stale')
  return {
    tip: { ...at, time: 1_700_000_000, source: 'node', estimated: false },
    readings: kinds.map((kind, n) => sampleReading(kind, `bcrt1qexample${n}`)),
    total: {
      confirmed: known ? known * 150_000_000 : null,
      pending: known ? known * -1_000 : null,
      immature: known ? 0 : null,
      known: count('known'),
      stale: count('stale'),
      unknown: count('unknown'),
      oldestAsOf: known ? at : null,
    },
  }
}

export const SAMPLE_STATUS: AppStatus = {
  network: 'regtest',
  dataDir: '/nowhere',
  version: '0.0.0',
  offline: false,
  tip: { ...at, time: 1_700_000_000, source: 'node', estimated: false },
  tipHeardAt: 1_700_000_000_000,
  ledger: { ...at, time: 1_700_000_000 },
  node: {
    kind: 'problem',
    url: 'http://127.0.0.1:18443',
    problem: 'unreachable',
    message: 'not reachable',
    since: 1_700_000_000_000,
    answeredAt: null,
  },
  providers: [],
  scan: {
    phase: 'at_tip',
    waitingFor: null,
    blocksLeft: 0,
    blocksPerSecond: null,
    snapshotProgress: null,
    snapshotScripts: 0,
    history: null,
    check: null,
  },
  watches: 1,
  staleAfterBlocks: 1_000,
}
