/** Ways to screens in any language: keys and places, never words. */
import type { Page } from 'playwright'
import type { DemoHost, DemoOptions } from '../../renderer/demo/demo-host.ts'
import { PAGES } from '../../renderer/stores/view-store.ts'
import type { Preview } from './renderer-preview.ts'
import type { Answers } from './screen-answers.ts'

/** A screen over made-up data. */
export interface Screen {
  readonly name: string
  readonly options?: DemoOptions
  readonly answers?: Answers
  /** The link with its one-use code is used unless this is set. */
  readonly withoutLink?: boolean
  /** The connection to the host is cut on the way. */
  readonly cutOff?: boolean
  readonly size?: { readonly width: number; readonly height: number }
  readonly act: (page: Page, host: DemoHost, preview: Preview) => Promise<void>
}

/** Pages are numbered as in the navigation. */
export async function open(page: Page, name: (typeof PAGES)[number]): Promise<void> {
  await page.locator('body').press(`Alt+${PAGES.indexOf(name) + 1}`)
  if (name !== 'portfolio') await page.locator('main.page').waitFor()
}

export const DIALOG = '.modal[role=dialog]'

/** A dialog of the navigation. */
export async function tool(page: Page, dialog: 'moment' | 'statement' | 'import' | 'export'): Promise<void> {
  await page.locator(`.nav-item[data-dialog=${dialog}]`).click()
  await page.locator(DIALOG).waitFor()
}

/** What a dialog is for. */
export const goOn = (page: Page): Promise<void> => page.locator(`${DIALOG} .btn.main`).first().click()

/** A part of the page of what happened. */
export async function tab(page: Page, place: number): Promise<void> {
  await open(page, 'activity')
  await page.getByRole('tab').nth(place).click()
}
