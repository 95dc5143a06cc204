import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { type RegtestNode, startRegtestNode } from '../../electron/launch/regtest-node.ts'
import { type EsploraServer, startEsploraServer } from '../fakes/esplora-server.ts'
import { describeEndToEnd, launchBrowser, patient } from '../ground/e2e-ground.ts'
import { removeFolder, temporaryFolder } from '../ground/ledger-ground.ts'
import { DOORS } from './doors.ts'
import type { OpenDoor } from './portfolio-scenario.ts'

describeEndToEnd('the first run', (binary) => {
  let node: RegtestNode
  let server: EsploraServer
  let browser: Browser
  let address: string

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    const wallet = await node.wallet('payer')
    await node.mine(101, await wallet.newAddress())
    address = await (await node.wallet('holder')).newAddress()
    await wallet.send(address, 500_000)
    await node.mine(1)
    server = await startEsploraServer({ rpc: (method, params) => node.rpc(method, params) })
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
    await node.stop()
  })

  /** A folder in which nothing was ever set. */
  async function firstStart(open: OpenDoor): Promise<Page> {
    const folder = await temporaryFolder()
    const app = await open(['--network', 'regtest', '--data-dir', folder], browser)
    onTestFinished(async () => {
      await app.close()
      await removeFolder(folder)
    })
    await app.page.getByText('How should Tidemark look at the chain?').waitFor(patient)
    return app.page
  }

  async function seesItsBalance(page: Page): Promise<void> {
    await page.locator('body').press('Control+n')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Addresses, keys, descriptors').fill(address)
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await expect.poll(() => dialog.innerText(), patient).toContain('1 address added')
    await page.keyboard.press('Escape')
    await page.locator('body').press('Alt+1')
    await page.locator('tr[data-watch] [data-sats="500000"]').first().waitFor(patient)
  }

  // The stories share node and server: what one does, the next does not see.
  for (const { door, open } of DOORS) {
    it(`by the own node: says where it is, and sees a balance that nobody else learned of, ${door}`, async () => {
      const before = server.requests.length
      const page = await firstStart(open)
      await page.getByRole('button', { name: 'Look for it' }).click()
      await page.getByRole('button', { name: 'Say where it is' }).click()
      const own = page.getByRole('region', { name: 'Own node' })
      await own.getByLabel('URL').fill(node.url)
      await own.getByLabel('Path of the cookie file').fill(node.cookieFile)
      await own.getByRole('button', { name: 'Test' }).click()
      await expect.poll(() => own.innerText(), patient).toContain('✓')
      await own.getByRole('button', { name: 'Save' }).click()
      await expect.poll(() => page.getByRole('contentinfo').innerText(), patient).toContain('Own node 102')
      await seesItsBalance(page)
      expect(server.requests.slice(before).filter(({ path }) => path.includes(address))).toEqual([])
    })

    it(`by servers of others: asks nobody before it was agreed, then sees the balance, and who said it, ${door}`, async () => {
      const page = await firstStart(open)
      await page.getByRole('button', { name: 'Choose servers' }).click()
      await page.getByLabel('Other servers, by their URLs').fill(server.url)
      await page.getByRole('button', { name: 'Use them' }).click()
      await page.getByText('without that, nobody is').waitFor(patient)
      await page.getByLabel('They may be asked about my addresses').check()
      await page.getByRole('button', { name: 'Use them' }).click()
      await page
        .getByText('How should Tidemark look at the chain?')
        .waitFor({ state: 'detached', ...patient })
      await seesItsBalance(page)
      await page.locator('tr[data-watch]').first().click()
      await expect.poll(() => page.getByRole('complementary').innerText(), patient).toContain('127.0.0.1')
    })

    it(`by looking around: everything is marked as made up, and leaving it leaves nothing behind, ${door}`, async () => {
      const page = await firstStart(open)
      await page.getByRole('button', { name: 'Open the demo' }).click()
      await page.getByText('everything here is made up').waitFor(patient)
      await page.locator('tr[data-watch]').nth(3).waitFor(patient)
      await page.locator('body').press('Alt+2')
      await page.getByRole('tab', { name: 'Journal' }).click() // notices are first where some are new
      await page.locator('tr[data-journal]').first().waitFor(patient)
      await page.getByRole('button', { name: 'Leave the demo' }).click()
      await page.getByText('How should Tidemark look at the chain?').waitFor(patient)
      await expect.poll(() => page.locator('tr[data-watch]').count(), patient).toBe(0)
    })
  }
})
