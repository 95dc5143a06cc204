/** Servers that come and go, and everything of how things are shown: on made-up main-network servers on this machine. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { consented, DEFAULT_SETTINGS, settingsFile } from '../../electron/services/stored-settings.ts'
import { NO_STATS } from '../fakes/esplora-chain.ts'
import { FAULTS } from '../fakes/esplora-faults.ts'
import { type EsploraServer, startEsploraServer } from '../fakes/esplora-server.ts'
import { type PriceServer, startPriceServer } from '../fakes/price-server.ts'
import { describeEndToEnd, launchBrowser, patient } from '../ground/e2e-ground.ts'
import { removeFolder, temporaryFolder } from '../ground/ledger-ground.ts'
import { DOORS } from './doors.ts'
import type { OpenApp } from './portfolio-scenario.ts'

const SHOP = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'
const often = { ...patient, interval: 300 }

for (const { door, open } of DOORS)
  describeEndToEnd(`a person whose figures come from two servers, ${door}`, () => {
    let first: EsploraServer
    let second: EsploraServer
    let prices: PriceServer
    let browser: Browser
    let app: OpenApp
    let page: Page
    let folder: string
    const pageErrors: string[] = []

    beforeAll(async () => {
      first = await startServer(120, 500_000)
      second = await startServer(120, 500_000)
      prices = await startPriceServer({ '/now': { price: '50000.00' } })
      folder = await temporaryFolder()
      await mkdir(join(folder, 'main'))
      const now = { url: `${prices.url}/now`, price: '/price' }
      const settings = {
        ...DEFAULT_SETTINGS,
        providers: [consented(first.url), consented(second.url)],
        pool: { ...DEFAULT_SETTINGS.pool, rotation: 'round-robin' },
        prices: {
          ...DEFAULT_SETTINGS.prices,
          source: { kind: 'custom', spec: { name: 'my own prices', now } },
        },
      }
      await writeFile(settingsFile(join(folder, 'main')), JSON.stringify(settings))
      browser = await launchBrowser()
      app = await open(['--network', 'main', '--data-dir', folder], browser)
      page = app.page
      page.on('pageerror', (error) => pageErrors.push(error.message))
      await page.getByRole('navigation').waitFor(patient)
      await page.keyboard.press('Control+n')
      const dialog = page.locator('.modal[role=dialog]')
      await dialog.getByLabel('Addresses, keys, descriptors').fill(SHOP)
      await dialog.getByLabel('Name (optional)').fill('Shop')
      await dialog.getByRole('button', { name: 'Add', exact: true }).click()
      await dialog.waitFor({ state: 'detached' })
    })
    afterAll(async () => {
      await app.close()
      await browser.close()
      for (const server of [first, second, prices]) await server.close().catch(() => undefined) // closed by the story
      await removeFolder(folder)
    })

    const row = (): Locator => page.locator('tr[data-watch]').filter({ hasText: 'Shop' })
    const figure = (sats: number) => row().locator(`[data-sats="${sats}"]`).first().waitFor(patient)
    const goTo = (place: number) => page.locator('body').press(`Alt+${place}`)

    /** Refreshes, as a person does who waits, until the page says it. */
    async function refreshUntil(text: () => Promise<string>, wanted: RegExp): Promise<void> {
      await expect
        .poll(async () => {
          await page.keyboard.press('Control+r')
          return text()
        }, often)
        .toMatch(wanted)
    }

    it('sees the figure and who said it', async () => {
      await figure(500_000)
      expect(await row().innerText()).toContain('127.0.0.1')
    })

    it('is told of a server that answers wrongly: the next one was asked in its place', async () => {
      first.faults.set('address', FAULTS.status(500))
      await goTo(3)
      const failovers = page.getByRole('list', { name: 'Failovers' })
      await refreshUntil(
        async () => ((await failovers.count()) === 0 ? '' : failovers.innerText()),
        new RegExp(`${idOf(first)}: .*${idOf(second)} answered`, 's'),
      )
      first.faults.clear()
    })

    it('loses that server: the page says that it is not asked, why, and until when; the figure goes on', async () => {
      await first.close()
      const card = page.getByRole('group', { name: idOf(first) })
      await refreshUntil(() => card.innerText(), /Not asked until \d.*: .*\. Last: /s)
      expect(await page.getByRole('group', { name: idOf(second) }).innerText()).not.toContain('Not asked')
      await goTo(1)
      await figure(500_000)
      expect(await row().innerText()).not.toContain('Offline')
    })

    it('loses both: the last figure stands, marked and dated, and nothing reads 0', async () => {
      await second.close()
      await refreshUntil(() => row().innerText(), /(Stale|Offline): as of block 120, \d+ s ago/)
      await figure(500_000)
      await page.locator('[data-total] [data-sats="500000"]').first().waitFor(patient)
      await row().click()
      const pane = page.getByRole('complementary')
      await pane.getByText('A provider does not answer.').waitFor(patient)
      expect(await page.locator(':is([data-total], tr[data-watch]) [data-sats="0"]').count()).toBe(0)
    })

    it('gets them back on newer blocks: the figure is the new one, and no longer marked', async () => {
      first = await startServer(121, 750_000, first.port)
      second = await startServer(121, 750_000, second.port)
      await refreshUntil(() => row().innerText(), /^(?!.*(Stale|Offline)).*0\.00\s*750\s*000/s)
      await figure(750_000)
    })

    it('moves nothing beside the button while it refreshes', async () => {
      const places = await page.evaluate(async () => {
        const place = () => document.querySelector('[role=switch]')?.getBoundingClientRect().x
        const seen = new Set([place()])
        document.querySelector<HTMLElement>('.header .btn:has(+ .main)')?.click()
        for (let frame = 0; frame < 30; frame++) {
          await new Promise(requestAnimationFrame)
          seen.add(place())
        }
        return [...seen]
      })
      expect(places).toEqual([expect.any(Number)])
    })

    it('switches everything off: nobody is asked, and what is known stands, until it is switched on again', async () => {
      const offline = page.getByRole('switch')
      await offline.click()
      await expect
        .poll(() => page.getByRole('contentinfo').innerText(), patient)
        .toContain('Offline: nobody is asked')
      await expect.poll(() => row().innerText(), patient).toContain('Offline: as of block 121')
      const asked = [first.requests.length, second.requests.length]
      await page.keyboard.press('Control+r')
      await page.getByText('Refreshed', { exact: true }).first().waitFor(patient)
      expect([first.requests.length, second.requests.length]).toEqual(asked)
      await figure(750_000)
      await offline.click()
      await refreshUntil(() => row().innerText(), /^(?!.*Offline)/s)
      expect(first.requests.length + second.requests.length).toBeGreaterThan(asked[0] ?? 0)
    })

    it('has amounts in the chosen unit, and hidden everywhere, at once and without a reload', async () => {
      await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }))
      await goTo(5)
      await page.getByRole('radio', { name: 'sats' }).check()
      await goTo(1)
      await expect.poll(digits, patient).toContain('750000')
      expect(await digits()).not.toContain('0.00')
      await page.locator('body').press('Control+Shift+H')
      await expect.poll(() => page.locator('[data-sats]').count(), patient).toBe(0)
      expect(await page.locator('body').innerText()).not.toMatch(/750\s*000/)
      await page.locator('body').press('Control+Shift+H')
      await figure(750_000)
    })

    it('is dark, light or as the system wants, live, and keeps it over a reload', async () => {
      const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
      await goTo(5)
      await page.getByRole('radio', { name: 'Light' }).check()
      await expect.poll(() => page.locator('html').getAttribute('data-theme'), patient).toBe('light')
      const light = await background()
      await page.getByRole('radio', { name: 'Dark' }).check()
      await expect.poll(background, patient).not.toBe(light)
      const dark = await background()
      await page.reload()
      await page.getByRole('navigation').waitFor(patient)
      await expect.poll(background, patient).toBe(dark)
      await goTo(5)
      await page.getByRole('radio', { name: 'As the system' }).last().check()
      await page.emulateMedia({ colorScheme: 'light' })
      await expect.poll(background, patient).toBe(light)
    })

    it('speaks Chinese and English by a press, in everything that is on the page', async () => {
      await page.getByRole('radio', { name: '简体中文' }).check()
      await page.getByRole('heading', { name: '设置', exact: true }).waitFor(patient)
      expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
      await page.getByRole('radio', { name: 'English' }).check()
      await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor(patient)
    })

    it('asks for prices only after consent to their source, and shows worths beside amounts', async () => {
      const section = page.getByRole('region', { name: 'Prices' })
      await section.getByLabel('Use prices').check()
      await section.getByRole('textbox', { name: 'Currency' }).fill('eur')
      await section.getByRole('button', { name: 'Save' }).click()
      await section.getByText('The source may not be asked yet.').waitFor(patient)
      expect(prices.asked).toEqual([])
      await section.getByLabel('This source may be asked').check()
      await section.getByRole('button', { name: 'Save' }).click()
      await section.getByText('Saved.').waitFor(patient)
      await section.getByRole('button', { name: 'Ask for the price of now' }).click()
      await section.getByText('my own prices').last().waitFor(patient)
      await expect.poll(() => section.innerText(), patient).toMatch(/1 BTC = 50,?000\.00 EUR, my own prices/)
      await goTo(1)
      await expect.poll(() => page.locator('.worth').first().innerText(), patient).toMatch(/€375\.00/)
      await page.locator('body').press('Control+Shift+H')
      await expect.poll(() => page.locator('.worth').count(), patient).toBe(0)
      await page.locator('body').press('Control+Shift+H')
    })

    it('links to the chosen explorer, and to none before', async () => {
      await row().click()
      const links = page.locator('a.explorer')
      expect(await links.count()).toBe(0)
      await goTo(5)
      await page.getByLabel('Address of the explorer').fill('https://explorer.example')
      await page.keyboard.press('Enter')
      await page
        .getByRole('region', { name: 'Block explorer for links' })
        .getByText('Saved.')
        .waitFor(patient)
      await goTo(1)
      await row().click()
      await expect
        .poll(() => links.first().getAttribute('href'), patient)
        .toBe(`https://explorer.example/address/${SHOP}`)
    })

    it('met no fault in the page', () => {
      expect(pageErrors).toEqual([])
    })

    const digits = async (): Promise<string> => (await row().innerText()).replace(/(?<=\d)\s+(?=\d)/g, '')
  })

/** An Esplora-shaped server whose one address holds so much as of its tip. */
function startServer(tipHeight: number, sats: number, port = 0): Promise<EsploraServer> {
  const chain_stats = { ...NO_STATS, tx_count: 1, funded_txo_count: 1, funded_txo_sum: sats }
  const tipTime = Math.floor(Date.now() / 1000) - 60
  const data = { network: 'main' as const, tipHeight, tipTime, addresses: { [SHOP]: { chain_stats } } }
  return startEsploraServer({ data }, port)
}

const idOf = ({ port }: EsploraServer): string => `127.0.0.1:${port}`
