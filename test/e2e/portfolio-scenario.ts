/**
 * The first story of a person with an own node, told once and played through every door: add an address, see
 * the balance, see it change with a block, lose the node, and be told honestly how old the figure has become.
 */
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RegtestNode, type RegtestWallet, startRegtestNode } from '../../electron/launch/regtest-node.ts'
import { FAULTS } from '../fakes/esplora-faults.ts'
import { type EsploraServer, startEsploraServer } from '../fakes/esplora-server.ts'
import { violationsOf } from '../ground/axe.ts'
import { screenshot } from '../ground/browser.ts'
import { describeEndToEnd, launchBrowser, patient } from '../ground/e2e-ground.ts'
import { removeFolder, temporaryFolder } from '../ground/ledger-ground.ts'

/** An app that runs behind some door, with its page open. */
export interface OpenApp {
  readonly page: Page
  close(): Promise<void>
}

/** Opens the app with the options of a command line. */
export type OpenDoor = (options: readonly string[], browser: Browser) => Promise<OpenApp>

const STALE_AFTER = 4
const MAINNET_ADDRESS = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'
const PRIVATE_KEY = 'cTpB4YiyKiBcPxnefsDpbnDxFDffjqJob8wGCEDXxgQ7zQoMXJdH'

/** Plays the story through one door. `door` names it in the titles; `axe` has the page looked at. */
export function portfolioScenario(door: string, open: OpenDoor, axe: boolean): void {
  describeEndToEnd(`a person with an own node, ${door}`, (binary) => {
    let own: RegtestNode
    let other: RegtestNode
    let server: EsploraServer
    let wallet: RegtestWallet
    let browser: Browser
    let app: OpenApp
    let page: Page
    let folder: string
    let address: string
    const pageErrors: string[] = []

    beforeAll(async () => {
      other = await startRegtestNode(binary, { listen: true })
      own = await startRegtestNode(binary)
      wallet = await other.wallet('test')
      await other.mine(110, await wallet.newAddress())
      address = await (await other.wallet('holder')).newAddress()
      await wallet.send(address, 500_000)
      await other.mine(1)
      await own.syncWith(other)
      server = await startEsploraServer({ rpc: (method, params) => other.rpc(method, params) })
      folder = await temporaryFolder()
      browser = await launchBrowser()
      const node = ['--node', own.url, '--node-cookie', own.cookieFile, '--provider', server.url]
      const options = [
        '--network',
        'regtest',
        '--data-dir',
        folder,
        ...node,
        '--stale-after',
        String(STALE_AFTER),
      ]
      app = await open(options, browser)
      page = app.page
      page.on('pageerror', (error) => pageErrors.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error') pageErrors.push(message.text())
      })
    })
    afterAll(async () => {
      await app.close()
      await browser.close()
      await server.close()
      await own.stop()
      await other.stop()
      await removeFolder(folder)
    })

    /** The address's row as text without the gaps between digits. */
    const row = async (): Promise<string> => {
      const text = await page.getByRole('row').filter({ hasText: 'Savings' }).innerText()
      return text.replace(/\s+/g, ' ').replace(/(?<=\d) (?=\d)/g, '')
    }
    const statusBar = (): Promise<string> => page.getByRole('contentinfo').innerText()

    it('sees that this is regtest, and what to do first', async () => {
      await expect.poll(() => page.locator('body').innerText(), patient).toContain('REGTEST')
      await expect.poll(statusBar, patient).toContain('Own node')
    })

    it('pastes three lines: the good one is added, the bad ones are refused with reasons, no key is shown', async () => {
      await page.keyboard.press('Control+n')
      const dialog = page.getByRole('dialog')
      await dialog
        .getByLabel('Addresses, keys, descriptors')
        .fill([address, MAINNET_ADDRESS, PRIVATE_KEY].join('\n'))
      await dialog.getByLabel('Name (optional)').fill('Savings')
      await dialog.getByLabel('Group (optional)').fill('Cold storage')
      await dialog.getByRole('button', { name: 'Add', exact: true }).click()
      await expect.poll(() => dialog.innerText(), patient).toContain('1 address added')
      const text = await dialog.innerText()
      expect(text).toContain('another network')
      expect(text).toContain('private key')
      expect(await page.content()).not.toContain(PRIVATE_KEY)
      await page.keyboard.press('Escape')
      await expect.poll(row, patient).toContain('0.00500000')
      await expect.poll(row, patient).toContain('Current')
    })

    if (axe)
      it('has no accessibility violations in light and dark', async () => {
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          expect(await violationsOf(page)).toEqual([])
          await screenshot(page, `portfolio-${door.replaceAll(/\W+/g, '-')}-${colorScheme}`, 'artifacts')
        }
      })

    it('sees a payment while it is pending, and confirmed with its block, without a reload', async () => {
      await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }))
      await wallet.send(address, 250_000)
      await own.rpc('sendrawtransaction', [await lastTransaction()])
      await expect.poll(row, patient).toContain('+0.00250000')
      await other.mine(1)
      await expect.poll(row, patient).toContain('0.00750000')
      expect(await row()).not.toContain('+0.00250000')
      expect(await page.evaluate(() => 'notReloaded' in globalThis)).toBe(true)
    })

    it('is told at once when the node is gone: as of which block, and how long ago', async () => {
      const height = await own.rpc<number>('getblockcount')
      await own.kill()
      await expect
        .poll(statusBar, patient)
        .toMatch(new RegExp(`Own node not reachable, as of block ${height}, \\d+ s ago`))
      await expect.poll(row, patient).toMatch(new RegExp(`Offline: as of block ${height}, \\d+ s ago`))
      expect(await row()).toContain('0.00750000')
    })

    it('sees the figure as stale once it is too many blocks behind and no provider can answer', async () => {
      server.faults.set('address', FAULTS.status(500))
      await other.mine(STALE_AFTER)
      await page.keyboard.press('Control+r')
      await expect.poll(row, patient).toContain('Stale')
      expect(await row()).toContain('0.00750000')
    })

    it('gets the provider’s figure, named and dated, when it can answer', async () => {
      server.faults.clear()
      await wallet.send(address, 50_000)
      await other.mine(1)
      await expect
        .poll(
          async () => {
            await page.keyboard.press('Control+r')
            return row()
          },
          { ...patient, interval: 1_000 },
        )
        .toContain('0.00800000')
      await page.getByRole('row').filter({ hasText: 'Savings' }).click()
      await expect.poll(() => page.getByRole('complementary').innerText(), patient).toContain('127.0.0.1')
    })

    it('met no fault in the page', () => {
      expect(pageErrors).toEqual([])
    })

    /** The newest transaction of the paying wallet, for the node that is not its own. */
    async function lastTransaction(): Promise<string> {
      const [txid] = await other.rpc<string[]>('getrawmempool')
      return other.rpc<string>('getrawtransaction', [txid])
    }
  })
}
