/**
 * What a person hears of who asked to be told: pay, replace, mine, reorganise, lose the node. Told once and played through
 * every door, by keyboard where a mouse is not needed, and looked at by axe in both themes and both languages.
 */
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RegtestNode, type RegtestWallet, startRegtestNode } from '../../electron/launch/regtest-node.ts'
import { violationsOf } from '../ground/axe.ts'
import { describeEndToEnd, launchBrowser, patient } from '../ground/e2e-ground.ts'
import { removeFolder, temporaryFolder } from '../ground/ledger-ground.ts'
import type { OpenApp, OpenDoor } from './portfolio-scenario.ts'

/** Plays the story through one door. `door` names it in the titles; `axe` has the page looked at. */
export function activityScenario(door: string, open: OpenDoor, axe: boolean): void {
  describeEndToEnd(`a person who wants to be told, ${door}`, (binary) => {
    let node: RegtestNode
    let wallet: RegtestWallet
    let browser: Browser
    let app: OpenApp
    let page: Page
    let folder: string
    let address: string
    let paid: string
    const pageErrors: string[] = []

    beforeAll(async () => {
      node = await startRegtestNode(binary)
      wallet = await node.wallet('payer')
      await node.mine(105, await wallet.newAddress())
      address = await (await node.wallet('holder')).newAddress()
      folder = await temporaryFolder()
      browser = await launchBrowser()
      const own = ['--node', node.url, '--node-cookie', node.cookieFile]
      app = await open(['--network', 'regtest', '--data-dir', folder, ...own], browser)
      page = app.page
      page.on('pageerror', (error) => pageErrors.push(error.message))
      await page.locator('.window').waitFor(patient)
    })
    afterAll(async () => {
      await app.close()
      await browser.close()
      await node.stop()
      await removeFolder(folder)
    })

    const tab = (name: string | RegExp) => page.getByRole('tab', { name })
    const lines = (kind: string) => page.locator(`tr[data-journal="${kind}"]`)

    it('watches an address, and switches rules on by keyboard alone', async () => {
      await page.locator('body').press('Control+n')
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Addresses, keys, descriptors').fill(address)
      await dialog.getByLabel('Name (optional)').fill('Vault')
      await dialog.getByRole('button', { name: 'Add', exact: true }).click()
      await expect.poll(() => dialog.innerText(), patient).toContain('1 address added')
      await page.keyboard.press('Escape')
      await page.getByRole('row').filter({ hasText: 'Vault' }).getByText('Current').first().waitFor(patient)
      await page.locator('body').press('Alt+2')
      await tab('Journal').focus()
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('Enter')
      for (const rule of ['Payments', 'Spends']) {
        await page.getByLabel(rule, { exact: true }).focus()
        await page.keyboard.press('Space')
      }
      await page.getByRole('button', { name: 'Save' }).press('Enter')
      await page.getByText('Saved.').waitFor(patient)
    })

    it('sees a payment in the journal and is told of it, without a reload and without an amount in the notice', async () => {
      paid = await wallet.send(address, 300_000)
      await tab('Journal').click()
      await lines('pending').getByText('Vault').waitFor(patient)
      await expect.poll(() => page.getByRole('navigation').innerText(), patient).toContain('1 new')
      await tab(/Notices/).click()
      await page.locator('li[data-notice="received"]').getByText('Vault').waitFor(patient)
    })

    it('sees by which other a payment of others was replaced', async () => {
      const { txid } = await wallet.rpc<{ txid: string }>('bumpfee', [paid])
      await tab('Journal').click()
      await lines('replaced').getByText(txid.slice(0, 8)).waitFor(patient)
      await lines('pending').getByText(txid.slice(0, 8)).waitFor(patient)
      await tab(/Notices/).click()
      await page.locator('li[data-notice="undone"]').getByText('A payment was replaced').waitFor(patient)
    })

    it('is told of a block that left the chain with the payment', async () => {
      await node.mine(1)
      await tab('Journal').click()
      await lines('confirmed').first().waitFor(patient)
      const tip = await node.rpc<string>('getbestblockhash')
      await node.rpc('invalidateblock', [tip])
      await node.rpc('generateblock', [await wallet.newAddress(), []])
      await node.rpc('generateblock', [await wallet.newAddress(), []])
      await lines('reorged').first().waitFor(patient)
      await tab(/Notices/).click()
      await page.getByText('A payment left the chain').waitFor(patient)
    })

    if (axe)
      it('has no accessibility violations on any of its tabs, in either theme or language', async () => {
        for (const language of ['zh-CN', 'en']) {
          await page.locator('body').press('Control+k')
          await page.keyboard.type(language === 'en' ? 'English' : '简体中文')
          await page.getByRole('option').first().click()
          await expect.poll(() => page.locator('html').getAttribute('lang'), patient).toBe(language)
          await page.locator('body').press('Alt+2')
          for (const place of [0, 1, 2]) {
            await page.getByRole('tab').nth(place).click()
            await page.emulateMedia({ colorScheme: place === 1 ? 'dark' : 'light' })
            expect([language, place, ...(await violationsOf(page))]).toEqual([language, place])
          }
        }
      })

    it('goes from a line to its entry, and is told there that the node is gone', async () => {
      await page.getByRole('tab').first().click()
      await page.locator('tr[data-journal]').first().getByText('Vault').click()
      await expect.poll(() => page.getByRole('complementary').innerText(), patient).toContain('Vault')
      await node.kill()
      await expect
        .poll(() => page.getByRole('contentinfo').innerText(), patient)
        .toContain('Own node not reachable')
    })

    it('met no fault in the page', () => {
      expect(pageErrors).toEqual([])
    })
  })
}
