/** The preview's scenes of the time machine, of files, and of the settings page. */
import type { Page } from 'playwright'
import type { Scene } from './renderer-preview-scenes.ts'

const DIALOG = '.modal[role=dialog]'

async function goBack(page: Page, names: readonly [tool: string, go: string, banner: string]): Promise<void> {
  const [tool, go, banner] = names
  await page.getByRole('navigation').getByRole('button', { name: tool }).click()
  await page.locator('input[data-day]').fill('2025-12-31')
  await page.locator(DIALOG).getByRole('button', { name: go }).click()
  await page.getByText(banner).waitFor()
}

const ENGLISH = ['Time machine', 'Show that moment', 'As of Dec 31, 2025'] as const
const CHINESE = ['时光机', '显示该时刻', '截至 2025年12月31日'] as const

const openTool = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation').getByRole('button', { name, exact: true }).click()

async function paste(page: Page, text: string): Promise<void> {
  await openTool(page, 'Import')
  await page.locator(`${DIALOG} textarea`).fill(text)
  await page.locator(DIALOG).getByRole('button', { name: 'Look at it' }).click()
  await page.locator(`${DIALOG} .lead`).waitFor()
}

/** In the order they are taken. */
export const EXCHANGE_SCENES: readonly Scene[] = [
  {
    name: 'moment',
    act: async (page) => {
      await goBack(page, ENGLISH)
      await page.locator('tr[data-past]').first().click()
      await page.getByText('Unspent outputs then').waitFor()
    },
  },
  {
    name: 'moment-small',
    size: { width: 640, height: 900 },
    act: (page) => goBack(page, ENGLISH),
  },
  { name: 'moment-picker', act: (page) => openTool(page, 'Time machine') },
  {
    name: 'statement',
    size: { width: 1280, height: 900 },
    act: async (page) => {
      await openTool(page, 'Statement')
      await page.getByRole('button', { name: 'Preview' }).click()
      await page.getByText('Closing balance', { exact: true }).waitFor()
    },
  },
  { name: 'import', act: (page) => openTool(page, 'Import') },
  {
    name: 'import-table',
    size: { width: 1280, height: 1000 },
    act: (page) => paste(page, 'address,what,since\nbc1q,Rent,2021-04-01'),
  },
  { name: 'import-labels', act: (page) => paste(page, '{"type":"tx"}') },
  {
    name: 'import-backup',
    act: (page) => paste(page, '{"format":"tidemark-backup"}'),
  },
  { name: 'export', act: (page) => openTool(page, 'Export') },
  {
    name: 'settings-whole',
    size: { width: 1280, height: 2300 },
    act: (page) => page.keyboard.press('Control+,'),
  },
  {
    name: 'chinese-moment',
    options: { view: { language: 'zh-CN' } },
    act: async (page) => {
      await goBack(page, CHINESE)
      await page.locator('tr[data-past]').nth(3).click()
    },
  },
  {
    name: 'chinese-import',
    options: { view: { language: 'zh-CN' } },
    act: async (page) => {
      await openTool(page, '导入')
      await page.locator(`${DIALOG} textarea`).fill('{"format":"tidemark-backup"}')
      await page.locator(DIALOG).getByRole('button', { name: '查看' }).click()
      await page.locator(`${DIALOG} .lead`).waitFor()
    },
  },
  {
    name: 'chinese-export',
    options: { view: { language: 'zh-CN' } },
    act: (page) => openTool(page, '导出'),
  },
  {
    name: 'chinese-settings-whole',
    size: { width: 1280, height: 2300 },
    options: { view: { language: 'zh-CN' } },
    act: (page) => page.keyboard.press('Control+,'),
  },
]
