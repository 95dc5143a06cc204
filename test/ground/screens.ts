/**
 * The screens that are photographed, each with the way to it in any language: keys and places, never words. One list for
 * the pictures and for the checks of accessibility.
 */
import type { Page } from 'playwright'
import type { DemoHost, DemoOptions } from '../../renderer/demo/demo-host.ts'
import { PAGES } from '../../renderer/stores/view-store.ts'

/** A screen over made-up data. */
export interface Screen {
  readonly name: string
  readonly options?: DemoOptions
  readonly size?: { readonly width: number; readonly height: number }
  readonly act: (page: Page, host: DemoHost) => Promise<void>
}

/** Pages are numbered as in the navigation. */
async function open(page: Page, name: (typeof PAGES)[number]): Promise<void> {
  await page.locator('body').press(`Alt+${PAGES.indexOf(name) + 1}`)
  if (name !== 'portfolio') await page.locator('main.page').waitFor()
}

const TALL = { width: 1280, height: 1600 }

async function tab(page: Page, place: number): Promise<void> {
  await open(page, 'activity')
  await page.getByRole('tab').nth(place).click()
}

/** In the order they are shown. */
export const SCREENS: readonly Screen[] = [
  { name: 'portfolio', act: (page) => page.locator('tr[data-watch]').first().click() },
  {
    name: 'first-run',
    options: { empty: true, settings: { node: null, providers: [] } },
    act: async () => undefined,
  },
  { name: 'add', act: (page) => page.keyboard.press('Control+n') },
  { name: 'activity', act: (page) => open(page, 'activity') },
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
  { name: 'palette', act: (page) => page.keyboard.press('Control+k') },
  { name: 'shortcuts', act: (page) => page.locator('body').press('?') },
  {
    name: 'hidden',
    options: { view: { hideAmounts: true } },
    act: (page) => page.locator('tr[data-watch]').first().click(),
  },
]
