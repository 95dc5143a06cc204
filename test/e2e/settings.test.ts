import type { Browser, Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { NO_STATS } from '../fakes/esplora-chain.ts'
import { type EsploraServer, startEsploraServer } from '../fakes/esplora-server.ts'
import { violationsOf } from '../ground/axe.ts'
import { screenshot } from '../ground/browser.ts'
import { describeEndToEnd, launchBrowser, patient } from '../ground/e2e-ground.ts'
import { removeFolder, temporaryFolder } from '../ground/ledger-ground.ts'
import { DOORS } from './doors.ts'
import type { OpenApp } from './portfolio-scenario.ts'

const SHOP = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'
const VAULT = '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2'

for (const { door, open, axe: looked } of DOORS)
  describeEndToEnd(`a person who decides who may be asked, in the settings, ${door}`, () => {
    let servers: readonly [EsploraServer, EsploraServer]
    let browser: Browser
    let app: OpenApp
    let page: Page
    let folder: string
    const pageErrors: string[] = []

    beforeAll(async () => {
      servers = [await startServer(), await startServer()]
      folder = await temporaryFolder()
      browser = await launchBrowser()
      app = await open(['--network', 'main', '--data-dir', folder], browser)
      page = app.page
      page.on('pageerror', (error) => pageErrors.push(error.message))
      await addAddress(SHOP, 'Shop')
      await addAddress(VAULT, 'Vault')
    })
    afterAll(async () => {
      await app.close()
      await browser.close()
      for (const server of servers) await server.close()
      await removeFolder(folder)
    })

    it('tests a server before adding it, and no address is named', async () => {
      await openSettings()
      await adding().getByLabel('URL of the provider').fill(servers[0].url)
      await adding().getByRole('button', { name: 'Test' }).click()
      await expect.poll(() => adding().innerText(), patient).toMatch(/Protocol\s+✓ good/)
      expect(askedOf(servers[0])).toEqual([])
      expect(await adding().getByLabel('May be asked').isChecked()).toBe(false)
    })

    it('adds it without consent: nobody may be asked, which every portfolio says', async () => {
      await adding().getByRole('button', { name: 'Add' }).click()
      await adding().getByText('Added.').waitFor(patient)
      await expect
        .poll(followed, patient)
        .toEqual([
          'The one provider may not be asked about its addresses.',
          'The one provider may not be asked about its addresses.',
          'The one provider may not be asked about its addresses.',
        ])
      await closeSettings()
      await page.keyboard.press('Control+r')
      await page.getByText('Refreshed', { exact: true }).waitFor(patient)
      await page.getByRole('row').filter({ hasText: 'Shop row' }).click()
      await expect
        .poll(() => page.getByRole('complementary').innerText(), patient)
        .toContain('No provider may be asked about it')
      expect(askedOf(servers[0])).toEqual([])
    })

    it('is told by the same server that it is in the list already, and by no URL that it is none', async () => {
      await openSettings()
      await adding().getByLabel('URL of the provider').fill(servers[0].url)
      await adding().getByRole('button', { name: 'Add' }).click()
      await adding().getByText('It is in the list already.').waitFor(patient)
      await adding().getByLabel('URL of the provider').fill('http://example.org')
      await adding().getByRole('button', { name: 'Add' }).click()
      await adding().getByText('plain http is only for your own network').waitFor(patient)
      expect(await adding().getByLabel('URL of the provider').inputValue()).toBe('http://example.org')
    })

    it('adds a second one and puts it first, with the keyboard, keeping the focus', async () => {
      await adding().getByLabel('URL of the provider').fill(servers[1].url)
      await page.keyboard.press('Enter')
      await expect.poll(listed, patient).toEqual([idOf(servers[0]), idOf(servers[1])])
      await card(1)
        .getByRole('button', { name: `Move up ${idOf(servers[1])}` })
        .focus()
      await page.keyboard.press('Enter')
      await expect.poll(listed).toEqual([idOf(servers[1]), idOf(servers[0])])
      const focused = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
      expect(focused).toBe(`Move up ${idOf(servers[1])}`)
    })

    it('consents to the second of the list: that counts once it is saved, and not before', async () => {
      await card(1).getByLabel('May be asked').press('Space')
      await providers().getByText('Not saved yet.').waitFor()
      expect(await followed()).toContain('None of the 2 providers may be asked about its addresses.')
      await providers().getByRole('button', { name: 'Save', exact: true }).click()
      await providers().getByText('Saved.').waitFor(patient)
      await expect
        .poll(followed, patient)
        .toEqual(Array(3).fill('1 of 2 providers may be asked about its addresses.'))
    })

    it('limits one portfolio to the own node, and is warned when leaving without having saved', async () => {
      await page.getByLabel('Own limit of Vault').selectOption('Own node only')
      await page.getByRole('button', { name: /^Everything/ }).click()
      await page.getByText('Not saved: Privacy. Leave again to drop the changes.').waitFor()
      await privacy().getByRole('button', { name: 'Save', exact: true }).click()
      await privacy().getByText('Saved.').waitFor(patient)
      expect(await followed()).toEqual([
        '1 of 2 providers may be asked about its addresses.',
        'None of the 2 providers may be asked about its addresses.',
        '1 of 2 providers may be asked about its addresses.',
      ])
      await closeSettings()
    })

    it('finds all of it after a reload, and only what was allowed was asked', async () => {
      await page.keyboard.press('Control+r')
      await expect.poll(() => askedOf(servers[0]), patient).toEqual([SHOP])
      const refresh = page.getByRole('banner').getByRole('button', { name: 'Refresh', exact: true })
      await refresh.waitFor(patient) // while it runs, it is the button that stops it
      await page.reload()
      await openSettings()
      expect(await listed()).toEqual([idOf(servers[1]), idOf(servers[0])])
      expect(await card(0).getByLabel('May be asked').isChecked()).toBe(false)
      expect(await card(1).getByLabel('May be asked').isChecked()).toBe(true)
      expect(await page.getByLabel('Own limit of Vault').inputValue()).toBe('own-node')
      expect(askedOf(servers[0])).toEqual([SHOP])
      expect(askedOf(servers[1])).toEqual([])
    })

    it('keeps a number that is refused, until it is one that can be', async () => {
      const connection = page.getByRole('region', { name: 'Connection' })
      await connection.getByLabel('One server an address').check()
      await connection.getByLabel('Longest wait for an answer').fill('601')
      await page.keyboard.press('Enter')
      await connection.getByText('a number from 1 to 600').waitFor()
      expect(await connection.getByLabel('Longest wait for an answer').inputValue()).toBe('601')
      await connection.getByLabel('Longest wait for an answer').fill('7.5')
      await page.keyboard.press('Enter')
      await connection.getByText('Saved.').waitFor(patient)
      await connection.getByLabel('Proxy').fill('http://127.0.0.1:9050')
      await page.keyboard.press('Enter')
      await connection.locator('.form-error').waitFor(patient)
      await connection.getByLabel('Proxy').fill('socks5://127.0.0.1:9050')
      await page.keyboard.press('Enter')
      await expect.poll(() => card(0).getByLabel('Through the proxy').isEnabled(), patient).toBe(true)
    })

    if (looked)
      it('has no accessibility violations in light and dark', async () => {
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          expect(await violationsOf(page)).toEqual([])
          await screenshot(page, `settings-${colorScheme}`, 'artifacts')
        }
      })

    it('met no fault in the page', () => {
      expect(pageErrors).toEqual([])
    })

    const region = (name: string): Locator => page.getByRole('region', { name, exact: true })
    const providers = (): Locator => region('Providers')
    const privacy = (): Locator => region('Privacy')
    const adding = (): Locator => page.getByRole('form', { name: 'Add a provider' })
    const card = (index: number): Locator =>
      page.getByRole('list', { name: 'Providers' }).locator('> li').nth(index)
    const listed = (): Promise<(string | null)[]> =>
      page.locator('.cards fieldset[aria-label]').evaluateAll((all) => all.map((one) => one.ariaLabel))
    /** What follows for each portfolio, in the order of the table. */
    const followed = (): Promise<string[]> => privacy().locator('tbody .hint').allInnerTexts()

    async function openSettings(): Promise<void> {
      await page.getByRole('button', { name: /^Sources/ }).click()
      await adding().waitFor(patient)
    }

    async function closeSettings(): Promise<void> {
      await page.getByRole('button', { name: /^Everything/ }).click()
      await page.getByRole('grid').waitFor(patient)
    }

    async function addAddress(address: string, group: string): Promise<void> {
      await page.getByRole('navigation').waitFor(patient)
      await page.keyboard.press('Control+n')
      const dialog = page.locator('.modal[role=dialog]')
      await dialog.getByLabel('Addresses, keys, descriptors').fill(address)
      await dialog.getByLabel('Name (optional)').fill(`${group} row`)
      await dialog.getByLabel('Group (optional)').fill(group)
      await dialog.getByRole('button', { name: 'Add', exact: true }).click()
      await dialog.waitFor({ state: 'detached' })
    }
  })

/** An Esplora-shaped server that knows both addresses as unused. */
function startServer(): Promise<EsploraServer> {
  const addresses = { [SHOP]: { chain_stats: NO_STATS }, [VAULT]: { chain_stats: NO_STATS } }
  const tipTime = Math.floor(Date.now() / 1000) - 60
  return startEsploraServer({ data: { network: 'main', tipHeight: 120, tipTime, addresses } })
}

const idOf = ({ port }: EsploraServer): string => `127.0.0.1:${port}`

/** The addresses that a server was asked about, each once. */
function askedOf({ requests }: EsploraServer): readonly string[] {
  return [...new Set(requests.flatMap(({ path }) => /^\/address\/([^/?]+)/.exec(path)?.[1] ?? []))]
}
