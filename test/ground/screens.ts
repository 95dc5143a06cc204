/**
 * The screens that are photographed, each with the way to it in any language: keys and places, never words. One list for
 * the pictures and for the checks of accessibility.
 */
import type { Page } from 'playwright'
import type { DemoHost } from '../../renderer/demo/demo-host.ts'
import { DIALOG, goOn, open, type Screen, tab, tool } from './screen-ways.ts'
import { STATES } from './states.ts'

const TALL = { width: 1280, height: 1600 }

async function goBack(page: Page): Promise<void> {
  await tool(page, 'moment')
  await page.locator(`${DIALOG} input[data-day]`).fill('2025-12-31')
  await goOn(page)
  await page.locator('tr[data-past]').first().waitFor()
}

async function paste(page: Page, text: string): Promise<void> {
  await tool(page, 'import')
  await page.locator(`${DIALOG} textarea`).fill(text)
  await goOn(page)
  await page.locator(`${DIALOG} .lead`).waitFor()
}

/** The first row as an account, whose details have all that accounts have. */
async function openAccount(page: Page, host: DemoHost): Promise<void> {
  const chain = { usedTo: 62, derivedTo: 1_020 }
  const account = {
    ranged: true,
    origin: { fingerprint: 'd34db33f', path: '84h/0h/0h' },
    cosigners: null,
    gapLimit: 20,
    lookahead: 1_000,
    chains: [0, 1].map((each) => ({ ...chain, descriptor: DESCRIPTOR.replace('<0;1>', String(each)) })),
  }
  host.update((before) => ({
    ...before,
    rows: before.rows.map((row, index) =>
      index === 0 ? { ...row, watch: { ...row.watch, kind: 'account', text: DESCRIPTOR, account } } : row,
    ),
  }))
  await page.locator('tr[data-watch]').first().click()
  await page.locator('[data-dialog=doctor]').click()
  await page.locator(DIALOG).waitFor()
}

/** Of the first test vector of BIP-84. */
const DESCRIPTOR =
  'wpkh([d34db33f/84h/0h/0h]xpub6CatWdiZiodmUeTDp8LT5or8nmbKNcuyvz7WyksVFkKB4RHwCD3XyuvPEbvqAQY3rAPshWcMLoP2fMFMKHPJ4ZeZXYVUhLv1VMrjPC7PW6V/<0;1>/*)'

/** In the order they are shown. */
export const SCREENS: readonly Screen[] = [
  { name: 'portfolio', act: (page) => page.locator('tr[data-watch]').first().click() },
  {
    name: 'overview',
    act: async (page) => {
      await page.locator('.pane .chart').waitFor()
      await page.locator('.pane .line-button').first().waitFor()
    },
  },
  {
    name: 'first-run',
    options: { empty: true, settings: { node: null, providers: [] } },
    act: async () => undefined,
  },
  { name: 'add', act: (page) => page.keyboard.press('Control+n') },
  { name: 'activity', act: (page) => tab(page, 0) },
  { name: 'notices', act: (page) => tab(page, 1) },
  { name: 'rules', size: { width: 1280, height: 1000 }, act: (page) => tab(page, 2) },
  { name: 'sources', size: TALL, act: (page) => open(page, 'sources') },
  {
    name: 'sources-doings',
    act: async (page) => {
      await open(page, 'sources')
      await page.locator('.spark').first().scrollIntoViewIfNeeded()
    },
  },
  { name: 'scan', act: (page) => open(page, 'scan') },
  { name: 'settings', act: (page) => open(page, 'settings') },
  { name: 'moment', act: (page) => tool(page, 'moment') },
  {
    name: 'past',
    act: async (page) => {
      await goBack(page)
      await page.locator('tr[data-past]').first().click()
    },
  },
  {
    name: 'past-activity',
    act: async (page) => {
      await goBack(page)
      await open(page, 'activity')
      await page.locator('tr[data-transaction]').first().waitFor()
    },
  },
  {
    name: 'past-scan',
    act: async (page) => {
      await goBack(page)
      await open(page, 'scan')
    },
  },
  {
    name: 'statement',
    size: { width: 1280, height: 900 },
    act: async (page) => {
      await tool(page, 'statement')
      await page.locator(`${DIALOG} .modal-actions button`).nth(-2).click()
      await page.locator(`${DIALOG} table`).first().waitFor()
    },
  },
  { name: 'import', act: (page) => tool(page, 'import') },
  {
    name: 'import-table',
    size: { width: 1280, height: 1000 },
    act: (page) => paste(page, 'address,what,since\nbc1q,Rent,2021-04-01'),
  },
  { name: 'export', act: (page) => tool(page, 'export') },
  {
    name: 'save-list',
    size: { width: 1280, height: 900 },
    act: async (page) => {
      await tab(page, 0)
      await page.locator('main .save-list').first().click()
      await page.locator(`${DIALOG} [data-known]`).waitFor()
    },
  },
  {
    name: 'doctor',
    size: { width: 1280, height: 900 },
    act: async (page, host) => {
      await openAccount(page, host)
      await goOn(page)
      await page.locator(`${DIALOG} ul.outputs`).first().waitFor()
    },
  },
  {
    name: 'transaction',
    act: async (page) => {
      await page.locator('tr[data-watch]').first().click()
      await page.locator('.pane .line-button').nth(1).click()
      await page.locator(DIALOG).waitFor()
    },
  },
  {
    name: 'add-refused',
    act: async (page) => {
      await page.keyboard.press('Control+n')
      await page
        .locator(`${DIALOG} textarea`)
        .fill(`tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx\nL${'1'.repeat(51)}`)
      await goOn(page)
      await page.locator('.refused').waitFor()
    },
  },
  {
    name: 'node-test',
    size: { width: 1280, height: 900 },
    act: async (page) => {
      await open(page, 'sources')
      await page.locator('main.page form').first().getByRole('button').first().click()
      await page.locator('.steps li').first().waitFor()
    },
  },
  { name: 'palette', act: (page) => page.keyboard.press('Control+k') },
  {
    name: 'row-menu',
    act: async (page) => {
      await page.locator('tr[data-watch]').nth(2).click({ button: 'right' })
      await page.getByRole('menuitem').first().waitFor()
    },
  },
  { name: 'shortcuts', act: (page) => page.locator('body').press('?') },
  {
    name: 'hidden',
    options: { view: { hideAmounts: true } },
    act: (page) => page.locator('tr[data-watch]').first().click(),
  },
  ...STATES,
]
