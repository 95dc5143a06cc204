/** What the preview is photographed at: each scene with the way to it. */

import type { Page } from 'playwright'
import type { DemoHost, DemoOptions } from '../../renderer/demo/demo-host.ts'
import type { PortfolioRow, SettingsView } from '../../shared/ipc/contract.ts'
import { say } from '../../shared/said.ts'
import type { Preview } from './renderer-preview.ts'
import { EXCHANGE_SCENES } from './renderer-preview-exchange.ts'
import { failures, walkKeyboard } from './renderer-preview-walk.ts'

/** One picture in each theme. */
export interface Scene {
  readonly name: string
  /** The link with its one-use code is used unless this is set. */
  readonly withoutLink?: boolean
  readonly forcedColors?: 'active'
  readonly options?: DemoOptions
  readonly size?: { readonly width: number; readonly height: number }
  readonly act: (page: Page, host: DemoHost, preview: Preview) => Promise<void>
}

const select = (page: Page, name: string): Promise<void> =>
  page.getByText(name, { exact: true }).first().click()

function manyRows(rows: readonly PortfolioRow[]): readonly PortfolioRow[] {
  return Array.from({ length: 5000 }, (_, index) => {
    const row = rows[index % rows.length]
    if (!row) throw new Error('there are no rows to repeat')
    return { ...row, watch: { ...row.watch, id: index + 1, label: `Address ${index + 1}` } }
  })
}

const SETTINGS_IN_USE: Partial<SettingsView> = {
  providers: [
    {
      id: 'mempool.space',
      url: 'https://mempool.space/api',
      tier: 'public',
      tierSaid: false,
      consent: true,
      proxy: false,
    },
    {
      id: 'blockstream.info',
      url: 'https://blockstream.info/api',
      tier: 'tor',
      tierSaid: false,
      consent: false,
      proxy: true,
    },
    {
      id: '192.168.1.20:50002',
      url: 'tls://192.168.1.20:50002',
      tier: 'own-server',
      tierSaid: true,
      consent: true,
      proxy: false,
    },
  ],
  privacy: { limit: null, groups: { 'Cold storage': 'own-node', Family: 'own-server' } },
  proxy: 'socks5://127.0.0.1:9050',
}

/** Every section with something to see in it. */
async function actOnSettings(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sources' }).click()
  await page.getByRole('button', { name: 'Move down mempool.space' }).click()
  await page.getByRole('button', { name: 'Forget certificate 192.168.1.20:50002' }).click()
  await page.getByLabel('Own limit of Donations').selectOption('public')
  const adding = page.getByRole('form', { name: 'Add a provider' })
  await adding.getByLabel('URL of the provider').fill('https://nobody.example/api')
  await adding.getByRole('button', { name: 'Test' }).click()
  await adding.getByText('The name of this server is not known.').waitFor()
  const connection = page.getByRole('region', { name: 'Connection' })
  await connection.getByLabel('Longest wait for an answer').fill('0')
  await connection.getByRole('button', { name: 'Save' }).first().click()
  await connection.getByText('a number from 1 to 600').waitFor()
}

/** In the order they are taken. */
export const SCENES: readonly Scene[] = [
  { name: 'portfolio', act: (page) => select(page, 'Vault, kitchen clock') },
  { name: 'narrow', size: { width: 900, height: 600 }, act: (page) => select(page, 'Grandma') },
  { name: 'zoomed', size: { width: 640, height: 700 }, act: (page) => select(page, 'Exchange payout') },
  {
    name: 'hole',
    act: async (page, host) => {
      host.setStatus({
        node: {
          kind: 'problem',
          url: 'http://127.0.0.1:8332',
          problem: 'unreachable',
          message: 'connection refused',
          since: Date.now() - 20_000,
          answeredAt: Date.now() - 20_000,
        },
        scan: {
          phase: 'waiting',
          waitingFor: 'unreachable',
          blocksLeft: null,
          blocksPerSecond: null,
          snapshotProgress: null,
          snapshotScripts: 0,
          history: null,
          check: null,
          paused: false,
        },
      })
      await select(page, 'Exchange payout')
    },
  },
  {
    name: 'no-session',
    withoutLink: true,
    act: (page) => page.getByText('This page needs the link that Tidemark printed').waitFor(),
  },
  {
    name: 'error',
    act: async (page, host) => {
      host.update((before) => ({ ...before, rows: before.rows.slice(0, 4) }))
      host.failNext({ code: 'storage', said: say('disk_full') })
      await page.keyboard.press('Control+r')
      await page.getByText('the disk is full').first().waitFor()
    },
  },
  { name: 'forced', forcedColors: 'active', act: (page) => select(page, 'Grandma') },
  { name: 'keyboard', act: walkKeyboard },
  {
    name: 'picked',
    act: async (page) => {
      await select(page, 'Vault, kitchen clock')
      await page.keyboard.press('Shift+ArrowDown')
      await page.keyboard.press('Shift+ArrowDown')
      await page.getByText('3 picked').waitFor()
      await page.keyboard.press('F2')
    },
  },
  {
    name: 'search',
    act: async (page) => {
      await page.keyboard.press('Control+f')
      await page.keyboard.type('gra')
      await page.getByRole('region', { name: 'Found' }).getByText('Grandma').waitFor()
    },
  },
  {
    name: 'transaction',
    act: async (page) => {
      await select(page, 'Donations page')
      await page
        .getByRole('button', { name: /^Transaction / })
        .first()
        .click()
      await page.getByText('Outputs of yours').waitFor()
    },
  },
  {
    name: 'chinese-transaction',
    options: { view: { language: 'zh-CN' } },
    act: async (page) => {
      await select(page, 'Donations page')
      await page
        .getByRole('button', { name: /^交易 / })
        .first()
        .click()
      await page.getByText('您的输出').waitFor()
    },
  },
  {
    name: 'group',
    act: async (page) => {
      await page.getByRole('button', { name: 'Rename or delete Family' }).click()
      await page.getByRole('dialog').getByLabel('Name').fill('Donations')
      await page.getByRole('button', { name: 'Make one of both' }).waitFor()
    },
  },
  {
    name: 'add-preview',
    act: async (page) => {
      await page.keyboard.press('Control+n')
      await page.getByLabel('Addresses, keys, descriptors').fill('zpubADemoKeyThatIsNone')
      await page.getByText('Is this your wallet?').waitFor()
    },
  },
  {
    name: 'details',
    size: { width: 1280, height: 1500 },
    act: async (page) => {
      await select(page, 'Vault, kitchen clock')
      await page
        .getByRole('button', { name: /^Transaction / })
        .first()
        .waitFor()
    },
  },
  { name: 'activity', act: (page) => page.getByRole('button', { name: 'Activity' }).click() },
  {
    name: 'qr',
    act: async (page) => {
      await select(page, 'Vault, kitchen clock')
      await page.getByRole('button', { name: 'QR code' }).click()
    },
  },
  {
    name: 'moving',
    act: async (page) => {
      await select(page, 'Grandma')
      await page.getByRole('complementary').getByRole('button', { name: 'Move' }).click()
      await page.getByRole('dialog').getByLabel('Group').fill('Donations')
      await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click()
      await page.getByRole('button', { name: 'Undo' }).waitFor()
    },
  },
  {
    name: 'first-run',
    options: { empty: true },
    act: async (page) => {
      await page.getByRole('button', { name: 'Look for it' }).click()
      await page.getByRole('button', { name: 'Choose servers' }).click()
      await page.getByRole('button', { name: 'Use them' }).click()
      await page.getByText('Choose a server, or paste').waitFor()
    },
  },
  {
    name: 'chinese-first-run',
    options: { empty: true, view: { language: 'zh-CN' } },
    act: (page) => page.getByRole('button', { name: '打开演示' }).waitFor(),
  },
  {
    name: 'demo',
    options: { empty: true },
    act: async (page) => {
      await page.getByRole('button', { name: 'Open the demo' }).click()
      await select(page, 'Grandma')
    },
  },
  { name: 'settings', act: (page) => page.keyboard.press('Control+,') },
  {
    name: 'scan',
    size: { width: 1280, height: 1300 },
    act: (page) => page.getByRole('button', { name: 'Scan' }).click(),
  },
  ...EXCHANGE_SCENES,
  { name: 'palette', act: (page) => page.keyboard.press('Control+k') },
  {
    name: 'palette-search',
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('grand')
    },
  },
  {
    name: 'shortcuts',
    act: async (page) => {
      await page.getByRole('navigation').focus()
      await page.keyboard.press('?')
    },
  },
  {
    name: 'hidden',
    options: { view: { hideAmounts: true } },
    act: (page) => select(page, 'Vault, kitchen clock'),
  },
  { name: 'sats', options: { view: { unit: 'sats' } }, act: (page) => select(page, 'Exchange payout') },
  {
    name: 'chinese',
    options: { view: { language: 'zh-CN' } },
    act: (page) => select(page, 'Exchange payout'),
  },
  {
    name: 'chinese-sources',
    size: { width: 1280, height: 2900 },
    options: { view: { language: 'zh-CN' }, settings: SETTINGS_IN_USE },
    act: (page) => page.getByRole('button', { name: '来源' }).click(),
  },
  {
    name: 'chinese-scan',
    size: { width: 1280, height: 1300 },
    options: { view: { language: 'zh-CN' } },
    act: (page) => page.getByRole('button', { name: '扫描' }).click(),
  },
  {
    name: 'chinese-settings',
    options: { view: { language: 'zh-CN' } },
    act: (page) => page.keyboard.press('Control+,'),
  },
  {
    name: 'many',
    act: async (page, host) => {
      host.update((before) => ({ ...before, rows: manyRows(before.rows) }))
      await page.locator('table[aria-rowcount="5001"]').waitFor()
      await page.keyboard.press('F6')
      await page.keyboard.press('F6')
      await page.keyboard.press('End')
      await page.locator('tr[data-watch="5000"]:focus').waitFor()
      const drawn = await page.locator('tbody tr').count()
      if (drawn > 120) failures.push(`many: ${drawn} rows are drawn`)
    },
  },
  { name: 'empty', options: { empty: true, network: 'regtest' }, act: async () => undefined },
  {
    name: 'add',
    options: { network: 'testnet4' },
    act: async (page) => {
      await page.keyboard.press('Control+n')
      const lines = ['tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx', `L${'1'.repeat(51)}`, 'bc1qnotanaddressx']
      await page.getByLabel('Addresses, keys, descriptors').fill(lines.join('\n'))
      await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click()
      await page.getByText('3 lines refused:').waitFor()
    },
  },
  {
    name: 'sources',
    act: async (page) => {
      await page.getByRole('button', { name: 'Sources' }).click()
      await page.getByLabel('URL', { exact: true }).fill('http://127.0.0.1:9999')
      await page.getByRole('button', { name: 'Test', exact: true }).first().click()
      await page.getByText('the connection is refused').waitFor()
    },
  },
  {
    name: 'sources-whole',
    size: { width: 1280, height: 2900 },
    options: { settings: SETTINGS_IN_USE },
    act: actOnSettings,
  },
  {
    name: 'sources-small',
    size: { width: 420, height: 3900 },
    options: { settings: SETTINGS_IN_USE },
    act: actOnSettings,
  },
  {
    name: 'sources-forced',
    forcedColors: 'active',
    size: { width: 1280, height: 2900 },
    options: { settings: SETTINGS_IN_USE },
    act: actOnSettings,
  },
  {
    name: 'sources-unsaved',
    act: async (page, host) => {
      await page.getByRole('button', { name: 'Sources' }).click()
      await page.getByLabel('Own limit of Family').selectOption('own-node')
      const privacy = page.getByRole('region', { name: 'Privacy' })
      host.failNext({ code: 'storage', said: say('disk_full') })
      await privacy.getByRole('button', { name: 'Save' }).click()
      await page.getByText('The disk is full.').first().waitFor()
      await page.getByRole('button', { name: 'Scan' }).click()
      await page.getByText('Not saved: Privacy.').waitFor()
    },
  },
  {
    name: 'sources-fixed',
    size: { width: 1280, height: 2600 },
    options: {
      settings: {
        ...SETTINGS_IN_USE,
        fixedByCommandLine: ['providers', 'rotation', 'deadlineMs', 'limit', 'proxy', 'staleAfterBlocks'],
      },
    },
    act: (page) => page.getByRole('button', { name: 'Sources' }).click(),
  },
  {
    name: 'read-only',
    options: { network: 'signet', settings: { writable: false, fixedByCommandLine: ['node', 'offline'] } },
    act: (page) => page.getByRole('button', { name: 'Sources' }).click(),
  },
  {
    name: 'lost',
    act: async (page, _host, preview) => {
      await select(page, 'Hardware wallet')
      preview.cut()
      await page.getByText('Connection to Tidemark lost').waitFor()
    },
  },
]
