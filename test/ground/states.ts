/** The states that screens can be in besides the usual one: nothing there, nothing known, something broken, all of it old. */
import type { Page } from 'playwright'
import type { DemoHost } from '../../renderer/demo/demo-host.ts'
import { AppError } from '../../shared/errors.ts'
import type { AppStatus, PortfolioRow } from '../../shared/ipc/contract.ts'
import type { FreshnessState, Reason } from '../../shared/reading.ts'
import { englishOf, say } from '../../shared/said.ts'
import { SILENT } from './screen-answers.ts'
import { DIALOG, goOn, open, type Screen, tab, tool } from './screen-ways.ts'

const NODE = 'http://127.0.0.1:8332'
const HOUR = 3_600_000

const disk = new AppError('storage', say('disk_full'))

/** Every row as it is when whoever told it has been silent for so long. */
function aged(
  state: FreshnessState,
  ageMs: number,
  blocksBehind: number,
  reasons: readonly Reason[] = ['node_unreachable', 'provider_unreachable'],
) {
  return (row: PortfolioRow): PortfolioRow =>
    row.reading.kind === 'unknown'
      ? row
      : {
          ...row,
          reading: {
            ...row.reading,
            kind: state === 'stale' ? 'stale' : 'known',
            freshness: { state, blocksBehind, observedAt: Date.now() - ageMs },
            reasons,
          },
        }
}

function nodeDown(sinceMs: number): Pick<AppStatus, 'node' | 'scan'> {
  const at = Date.now() - sinceMs
  return {
    node: {
      kind: 'problem',
      url: NODE,
      problem: 'unreachable',
      message: 'connection refused',
      since: at,
      answeredAt: at,
    },
    scan: { ...IDLE, phase: 'waiting', waitingFor: 'unreachable' },
  }
}

const IDLE: AppStatus['scan'] = {
  phase: 'idle',
  waitingFor: null,
  blocksLeft: null,
  blocksPerSecond: null,
  snapshotProgress: null,
  snapshotScripts: 0,
  history: null,
  check: null,
  paused: false,
}

function nodeSyncing(host: DemoHost): void {
  host.update((before) => {
    const { node } = before.status
    if (node.kind !== 'ok') return before
    const behind = { ...node, blocks: 412_800, headers: 960_021, initialDownload: true }
    const scan = { ...IDLE, phase: 'waiting', waitingFor: 'initial_download' } as const
    return { ...before, status: { ...before.status, node: behind, scan } }
  })
}

function providersDown(host: DemoHost): void {
  host.update((before) => ({
    ...before,
    rows: before.rows.map(aged('stale', 3 * HOUR, 18)),
    settings: { ...before.settings, node: null },
    status: {
      ...before.status,
      node: { kind: 'not_set' },
      scan: IDLE,
      tipHeardAt: Date.now() - 3 * HOUR,
      providers: before.status.providers.map((provider, index) => ({
        ...provider,
        state: 'failing',
        lastSuccessAt: Date.now() - 3 * HOUR,
        lastError: failure(index),
        latencyMs: null,
      })),
    },
  }))
}

function failure(index: number) {
  const said = index === 0 ? say('provider_timeout') : say('provider_too_often')
  const problem = index === 0 ? 'deadline' : 'refused'
  return { at: Date.now() - 60_000, message: englishOf(said), said, problem } as const
}

const SETTINGS_ONLY_NODE = {
  node: { url: NODE, auth: { kind: 'cookie', file: '/home/ada/.cookie' } },
} as const

const first = (page: Page): Promise<void> => page.locator('tr[data-watch]').first().click()

/** In the order they are shown. */
export const STATES: readonly Screen[] = [
  {
    name: 'state-offline',
    act: async (page, host) => {
      host.update((before) => ({
        ...before,
        rows: before.rows.map(aged('offline', 20 * 60_000, 2, ['offline_mode'])),
        settings: { ...before.settings, offline: true },
        status: {
          ...before.status,
          offline: true,
          node: { kind: 'off' },
          scan: { ...IDLE, waitingFor: 'offline' },
          providers: before.status.providers.map((each) => ({ ...each, state: 'unasked', lastError: null })),
        },
      }))
      await first(page)
    },
  },
  {
    name: 'state-stale',
    act: async (page, host) => {
      host.update((before) => ({
        ...before,
        rows: before.rows.map(aged('stale', 52 * HOUR, 1_312)),
        status: { ...before.status, ...nodeDown(52 * HOUR), tipHeardAt: Date.now() - 52 * HOUR },
      }))
      await first(page)
    },
  },
  { name: 'state-partial', act: (page) => page.locator('tr[data-watch]').nth(5).click() },
  { name: 'state-unknown', act: (page) => page.locator('tr[data-watch]').nth(6).click() },
  {
    name: 'state-node-down',
    act: async (page, host) => {
      host.setStatus(nodeDown(20_000))
      await open(page, 'sources')
    },
  },
  {
    name: 'state-node-syncing',
    act: async (page, host) => {
      nodeSyncing(host)
      await open(page, 'scan')
    },
  },
  {
    name: 'state-providers-down',
    act: async (page, host) => {
      providersDown(host)
      await first(page)
    },
  },
  {
    name: 'state-no-entries',
    options: { empty: true, settings: SETTINGS_ONLY_NODE },
    act: async (page, host) => {
      host.setStatus({ node: { kind: 'connecting', url: NODE } })
      await page.locator('.empty').waitFor()
    },
  },
  {
    name: 'state-no-match',
    answers: { 'search.run': { hits: [], more: false } },
    act: async (page) => {
      await page.keyboard.press('Control+f')
      await page.keyboard.type('zebra')
      await page.locator('.no-rows').waitFor()
    },
  },
  {
    name: 'state-no-journal',
    answers: { 'journal.list': { entries: [], next: null } },
    act: (page) => tab(page, 0),
  },
  {
    name: 'state-no-notices',
    answers: { 'notices.list': { notices: [], next: null, unseen: 0 } },
    act: (page) => tab(page, 1),
  },
  { name: 'state-loading', answers: { 'app.snapshot': SILENT }, act: () => Promise.resolve() },
  {
    name: 'state-list-loading',
    answers: { 'journal.list': SILENT, 'series.read': SILENT, 'portfolio.place': SILENT },
    act: () => Promise.resolve(),
  },
  { name: 'state-list-failed', answers: { 'journal.list': disk }, act: (page) => tab(page, 0) },
  {
    name: 'state-rows-failed',
    answers: { 'portfolio.page': disk, 'series.read': disk },
    act: () => Promise.resolve(),
  },
  {
    name: 'state-action-failed',
    act: async (page, host) => {
      host.failNext({ code: 'storage', said: say('disk_full') })
      await page.keyboard.press('Control+r')
      await page.locator('.toast').waitFor()
    },
  },
  {
    name: 'state-save-failed',
    answers: { 'statement.make': disk },
    act: async (page) => {
      await tool(page, 'statement')
      await goOn(page)
      await page.locator(`${DIALOG} .form-error`).waitFor()
    },
  },
  {
    name: 'state-node-refuses',
    size: { width: 1280, height: 900 },
    act: async (page) => {
      await open(page, 'sources')
      const form = page.locator('main.page form').first()
      await form.getByRole('textbox').first().fill('http://127.0.0.1:9999')
      await form.getByRole('button').first().click()
      await page.locator('.steps li').nth(1).waitFor()
    },
  },
  {
    name: 'state-update-found',
    answers: {
      'update.get': {
        unavailable: null,
        consent: true,
        current: '0.1.0',
        progress: { kind: 'found', version: '0.2.0' },
      },
    },
    act: async (page) => {
      await open(page, 'settings')
      await page.locator('.section').nth(4).scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'state-start-notices',
    options: {
      startNotices: [
        say('start_rescued_copy', {
          file: '/home/ada/.local/share/tidemark/main/ledger.damaged.sqlite',
          time: '2026-11-22 21:04 UTC',
        }),
        say('start_config_line', {
          file: '/home/ada/.local/share/tidemark/main/config.yaml',
          line: 12,
          text: say('config_password_open'),
        }),
      ],
    },
    act: (page) => page.locator('.banner.start').waitFor(),
  },
  {
    name: 'state-lost',
    cutOff: true,
    act: async (page, _host, preview) => {
      await first(page)
      preview.cut()
      await page.locator('.banner[role=alert]').waitFor()
    },
  },
  {
    name: 'state-no-session',
    withoutLink: true,
    act: (page) => page.locator('.notice').waitFor(),
  },
  {
    name: 'calendar',
    act: async (page) => {
      await tool(page, 'moment')
      await page.locator(`${DIALOG} .day-open`).click()
      await page.locator('.calendar').waitFor()
    },
  },
]
