/**
 * One walk over every page and dialog of the app beside a real node, by keys and places and never by words: in both
 * languages and themes, with forced colours, and in a window as small as 200 % zoom makes it.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RegtestNode, startRegtestNode } from '../../electron/launch/regtest-node.ts'
import { LANGUAGES, type Language } from '../../shared/view.ts'
import { violationsOf } from '../ground/axe.ts'
import { describeEndToEnd, launchBrowser, patient } from '../ground/e2e-ground.ts'
import { removeFolder, temporaryFolder } from '../ground/ledger-ground.ts'
import { openLoopback } from './open-loopback.ts'
import type { OpenApp } from './portfolio-scenario.ts'

const DIALOG = '.modal[role]'
const KEY =
  'tpubDCBWBScQPGv4Xk3JSbhw6wYYpayMjb2eAYyArpbSqQTbLDpphHGAetB6VQgVeftLML8vDSUEWcC2xDi3qJJ3YCDChJDvqVzpgoYSuT52MhJ'

/** How to get somewhere; whatever dialog is open there is closed behind it. */
type Way = readonly [name: string, go: (page: Page) => Promise<void>]

const press =
  (key: string, shows: string) =>
  async (page: Page): Promise<void> => {
    await page.locator('body').press(key)
    await page.locator(shows).first().waitFor(patient)
  }

const tool =
  (dialog: string) =>
  async (page: Page): Promise<void> => {
    await page.locator(`.nav-item[data-dialog=${dialog}]`).click()
    await page.locator(DIALOG).waitFor(patient)
  }

const tab =
  (place: number) =>
  async (page: Page): Promise<void> => {
    await press('Alt+2', '[role=tab]')(page)
    await page.getByRole('tab').nth(place).click()
  }

const row = (page: Page, place: number) => page.locator('tr[data-watch]').nth(place)

async function selected(page: Page, place: number): Promise<void> {
  await press('Alt+1', 'tr[data-watch]')(page)
  await row(page, place).click()
  await page.locator('aside h2').waitFor(patient)
}

async function goBack(page: Page): Promise<void> {
  await tool('moment')(page)
  await page.locator(`${DIALOG} input[type=radio]`).nth(1).check()
  await page.locator(`${DIALOG} input[inputmode=numeric]`).fill('100')
  await page.locator(`${DIALOG} .btn.main`).click()
  await page.locator('.banner.moment').waitFor(patient)
}

/** In an order in which each begins where the one before it ends. */
const WAYS: readonly Way[] = [
  ['address', (page) => selected(page, 0)],
  [
    'its code',
    async (page) => {
      await page.locator('aside .pane-actions [aria-expanded]').first().click()
      await page.locator('aside svg').first().waitFor(patient)
    },
  ],
  [
    'transaction',
    async (page) => {
      await page.locator('aside .line-button').first().click()
      await page.locator(DIALOG).waitFor(patient)
    },
  ],
  [
    'menu of a row',
    async (page) => {
      await row(page, 0).press('Shift+F10')
      await page.getByRole('menu').waitFor(patient)
    },
  ],
  ['account', (page) => selected(page, 1)],
  [
    'missing coins',
    async (page) => {
      await page.locator('aside [data-dialog=doctor]').click()
      await page.locator(DIALOG).waitFor(patient)
    },
  ],
  [
    'several rows',
    async (page) => {
      await row(page, 0).press('Control+a')
      await page.locator('.picked .btn').first().waitFor(patient)
    },
  ],
  [
    'save the picked ones',
    async (page) => {
      await page.locator('.picked .btn').first().click()
      await page.locator(DIALOG).waitFor(patient)
    },
  ],
  [
    'move',
    async (page) => {
      await page.locator('.picked .btn').nth(1).click()
      await page.locator(DIALOG).waitFor(patient)
    },
  ],
  [
    'stop watching',
    async (page) => {
      await page.locator('.picked .btn').nth(3).click()
      await page.locator(DIALOG).waitFor(patient)
    },
  ],
  [
    'group',
    async (page) => {
      await page.locator('.nav-more').first().focus()
      await page.keyboard.press('Enter')
      await page.locator(DIALOG).waitFor(patient)
    },
  ],
  ['add', press('Control+n', DIALOG)],
  ['palette', press('Control+k', '.palette-input')],
  ['shortcuts', press('?', DIALOG)],
  ['import', tool('import')],
  ['export', tool('export')],
  ['statement', tool('statement')],
  ['moment', tool('moment')],
  [
    'calendar',
    async (page) => {
      await tool('moment')(page)
      await page.locator(`${DIALOG} .day-open`).click()
      await page.locator('.calendar button[data-at]').first().waitFor(patient)
    },
  ],
  ['journal', tab(0)],
  ['notices', tab(1)],
  ['rules', tab(2)],
  ['sources', press('Alt+3', 'main.page form')],
  ['scan', press('Alt+4', 'main.page')],
  ['settings', press('Alt+5', 'main.page form')],
  ['past activity', goBack],
  ['past', press('Alt+1', 'tr[data-past]')],
]

describeEndToEnd('every screen of the app beside a node', (binary) => {
  let node: RegtestNode
  let browser: Browser
  let app: OpenApp
  let page: Page
  let folder: string

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    const wallet = await node.wallet('payer')
    await node.mine(105, await wallet.newAddress())
    const address = await (await node.wallet('holder')).newAddress()
    folder = await temporaryFolder()
    browser = await launchBrowser()
    const own = ['--node', node.url, '--node-cookie', node.cookieFile]
    // Something to say at the start, which stands above every screen.
    const config = join(folder, 'other.yaml')
    await writeFile(config, 'blockchain: { chains: { btc: { network: regtest }, eth: {} } }\n')
    const start = ['--network', 'regtest', '--data-dir', folder, '--config', config]
    app = await openLoopback([...start, ...own], browser)
    page = app.page
    await page.locator('.window').waitFor(patient)
    await press('Control+n', `${DIALOG} textarea`)(page)
    await page.locator(`${DIALOG} textarea`).fill(`${address}\nwpkh(${KEY}/<0;1>/*)`)
    await page.locator(`${DIALOG} input[type=text]`).last().fill('Vault')
    await page.locator(`${DIALOG} .btn.main`).click()
    await row(page, 1).waitFor(patient)
    await page.keyboard.press('Escape')
    await page.locator(DIALOG).waitFor({ ...patient, state: 'detached' })
    await selected(page, 0)
    await wallet.send(address, 300_000)
    await node.mine(1)
    await page.locator('aside .line-button').first().waitFor(patient)
  })
  afterAll(async () => {
    await app.close()
    await browser.close()
    await node.stop()
    await removeFolder(folder)
  })

  async function speak(language: Language): Promise<void> {
    await press('Alt+5', `main.page input[type=radio]`)(page)
    await page
      .locator('main.page input[type=radio]')
      .nth(1 + LANGUAGES.indexOf(language))
      .check()
    await expect.poll(() => page.locator('html').getAttribute('lang'), patient).toBe(language)
  }

  /** From everywhere to where a walk begins. */
  async function leave(): Promise<void> {
    if ((await page.locator('.banner.moment').count()) > 0)
      await page.locator('.banner.moment .btn.main').click()
  }

  async function walk(look: (name: string) => Promise<void>): Promise<void> {
    for (const [name, go] of WAYS) {
      await go(page)
      await look(name)
      const open = page.locator(`${DIALOG}, .palette-input, [role=menu]`)
      if ((await open.count()) === 0) continue
      const calendar = page.locator('.calendar')
      if ((await calendar.count()) > 0) {
        await page.keyboard.press('Escape')
        await calendar.waitFor({ ...patient, state: 'detached' })
      }
      await page.keyboard.press('Escape')
      await open.first().waitFor({ ...patient, state: 'detached' })
    }
    await leave()
  }

  async function violations(name: string): Promise<readonly string[]> {
    // That everything lies in a landmark is not asked of dialogs, and means no menu either.
    const found = await violationsOf(page, name === 'menu of a row' ? { without: ['region'] } : {})
    return found.map((violation) => `${name}, ${violation}`)
  }

  /** Colours alone; of what lies over a page that was looked at before, only that. */
  async function paleIn(theme: string, name: string): Promise<readonly string[]> {
    const over = ['.calendar', '.modal', '[role=menu]']
    const counts = await Promise.all(over.map((each) => page.locator(each).count()))
    const within = over.find((_, index) => (counts[index] ?? 0) > 0)
    const only = ['color-contrast', 'link-in-text-block']
    const found = await violationsOf(page, within === undefined ? { only } : { only, within })
    return found.map((violation) => `${name} in ${theme}, ${violation}`)
  }

  // A theme changes colours and nothing else: they alone are looked at again, on the same page, in the other theme.
  it.each([
    ['en', 'dark', 'light'],
    ['zh-CN', 'light', 'dark'],
  ] as const)(
    'has nothing that axe finds (%s, %s and %s)',
    async (language, colorScheme, other) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await speak(language)
      const found: string[] = []
      await walk(async (name) => {
        found.push(...(await violations(name)))
        await page.emulateMedia({ colorScheme: other })
        found.push(...(await paleIn(other, name)))
        await page.emulateMedia({ colorScheme })
      })
      expect(found).toEqual([])
    },
    480_000,
  )

  it('shows with forced colours what has the focus and what is chosen', async () => {
    await page.emulateMedia({ colorScheme: 'dark', forcedColors: 'active' })
    await selected(page, 0)
    const outline = (selector: string): Promise<string> =>
      page
        .locator(selector)
        .first()
        .evaluate((at) => {
          const { outlineStyle, outlineWidth } = getComputedStyle(at)
          return `${outlineStyle} ${outlineWidth}`
        })
    await row(page, 1).focus()
    await page.keyboard.press('ArrowUp')
    expect(await outline('tr[data-watch]:focus-visible')).toBe('double 3px')
    await page.locator('#filter').focus()
    expect(await outline('tr[aria-selected=true]')).toBe('solid 2px')
    await tab(1)(page)
    const lines = await page
      .getByRole('tab')
      .evaluateAll((tabs) => tabs.map((each) => getComputedStyle(each).borderBottomColor))
    expect(new Set([lines[0], lines[2]]).size).toBe(1)
    expect(lines[1]).not.toBe(lines[0])
    await page.emulateMedia({ forcedColors: 'none' })
  })

  it('has every control in reach in a window of 640 by 400', async () => {
    await page.setViewportSize({ width: 640, height: 400 })
    const found: string[] = []
    await walk(async (name) => {
      found.push(...(await page.evaluate(outOfReach)).map((what) => `${name}: ${what}`))
    })
    expect(found).toEqual([])
  })
})

/** Runs in the page: controls that cannot be scrolled to, are cut to a side or lie below something else. */
function outOfReach(): readonly string[] {
  const scope =
    document.querySelector('.calendar') ?? document.querySelector('.modal[role], [role=menu]') ?? document
  const controls = [...scope.querySelectorAll('button, a[href], input, select, textarea, summary')]
  const visible = controls.filter(
    (each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest('[aria-hidden=true]'),
  )
  const hidden = visible.flatMap((each) => {
    each.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    const { left, right, top, bottom, width } = each.getBoundingClientRect()
    if (width <= 1) return []
    const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
    const found = there !== null && (there === each || each.contains(there) || there.contains(each))
    const name = each.outerHTML.slice(0, 120)
    if (left < -1 || right > innerWidth + 1) return [`cut to the side: ${name}`]
    return found ? [] : [`below ${there?.outerHTML.slice(0, 60)}: ${name}`]
  })
  const wide = document.documentElement.scrollWidth > innerWidth ? ['wider than the window'] : []
  return [...wide, ...hidden]
}
