import { readFile } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeEndToEnd, launchBrowser } from '../ground/e2e-ground.ts'
import { removeFolder, temporaryFolder } from '../ground/ledger-ground.ts'
import { openLoopback } from './open-loopback.ts'
import type { OpenApp } from './portfolio-scenario.ts'

const SHOP = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'
const VAULT = '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2'
const patient = { timeout: 20_000 }

describeEndToEnd('a person with files and questions about the past, without any source', () => {
  let browser: Browser
  let app: OpenApp
  let page: Page
  let folder: string

  beforeAll(async () => {
    folder = await temporaryFolder()
    browser = await launchBrowser()
    app = await openLoopback(['--network', 'main', '--data-dir', folder, '--offline'], browser)
    page = app.page
    await page.getByRole('navigation').waitFor(patient)
  })
  afterAll(async () => {
    await app.close()
    await browser.close()
    await removeFolder(folder)
  })

  it('imports a table: bad lines are named, and nothing is stored before the button is pressed', async () => {
    await tool('Import')
    await dialog()
      .getByLabel('Or paste its text')
      .fill(`address,label,group\n${SHOP},Shop,Trade\n${VAULT},Vault,Home\nbc1qnot,Wrong,Home`)
    await dialog().getByRole('button', { name: 'Look at it' }).click()
    await dialog().getByText('2 new').waitFor(patient)
    expect(await dialog().innerText()).toMatch(/Line 4/)
    expect(await axe()).toEqual([])
    await dialog().getByRole('button', { name: 'Add 2 entries' }).click()
    await dialog().waitFor({ state: 'detached', ...patient })
    await page.getByRole('row').filter({ hasText: 'Shop' }).waitFor(patient)
  })

  it('shows what labels would change before they are taken', async () => {
    await tool('Import')
    await dialog()
      .getByLabel('Or paste its text')
      .fill(`{"type":"addr","ref":"${SHOP}","label":"Book shop"}\nno json`)
    await dialog().getByRole('button', { name: 'Look at it' }).click()
    await dialog().getByText('1 differ').waitFor(patient)
    await dialog().getByRole('button', { name: 'Take the labels' }).click()
    await dialog().waitFor({ state: 'detached', ...patient })
    await page.getByRole('row').filter({ hasText: 'Book shop' }).waitFor(patient)
  })

  it('goes to a past block, where nothing is known, and never sees a 0', async () => {
    await tool('Time machine')
    await dialog().getByLabel('Block height').check()
    await dialog().getByLabel('Height', { exact: true }).fill('500,000')
    await page.keyboard.press('Enter')
    await page.getByText('As of block 500,000').waitFor(patient)
    await page.locator('tr[data-past]').nth(1).waitFor(patient)
    expect(await page.locator('tr[data-past][data-kind=unknown]').count()).toBe(2)
    expect(await page.getByText('0.00 000 000').count()).toBe(0)
    await page.locator('tr[data-past]').first().click()
    await page.getByRole('complementary').getByText('Why it is not known').waitFor(patient)
    expect(await axe()).toEqual([])
    await page.getByRole('button', { name: 'Back to now' }).click()
    await page.locator('tr[data-watch]').first().waitFor(patient)
  })

  it('saves the portfolio as a file, and reads it back as nothing new', async () => {
    await tool('Export')
    const download = page.waitForEvent('download')
    await dialog().getByRole('button', { name: 'Save the file' }).click()
    const text = await readFile(await (await download).path(), 'utf8')
    expect(text).toContain(SHOP)
    await tool('Import')
    await dialog().getByLabel('Or paste its text').fill(text)
    await dialog().getByRole('button', { name: 'Look at it' }).click()
    await dialog().getByText('2 watched already').waitFor(patient)
    await dialog().getByRole('button', { name: 'Close' }).click()
  })

  it('saves a backup of everything of one’s own, and gets back from it what was removed, with its name', async () => {
    await tool('Export')
    await dialog().getByRole('radio', { name: 'Backup of everything of your own' }).check()
    const download = page.waitForEvent('download')
    await dialog().getByRole('button', { name: 'Save the file' }).click()
    const text = await readFile(await (await download).path(), 'utf8')
    await dialog().waitFor({ state: 'detached', ...patient })
    await page.getByRole('row').filter({ hasText: 'Book shop' }).click()
    await page.getByRole('complementary').getByRole('button', { name: 'Stop watching' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Stop watching' }).click()
    await expect.poll(() => page.getByRole('row').filter({ hasText: 'Book shop' }).count(), patient).toBe(0)
    await tool('Import')
    await dialog().getByLabel('Or paste its text').fill(text)
    await dialog().getByRole('button', { name: 'Look at it' }).click()
    await dialog().getByText('Nothing is deleted by it.').waitFor(patient)
    expect(await axe()).toEqual([])
    await dialog().getByRole('button', { name: 'Restore', exact: true }).click()
    await page.getByText('Restored', { exact: true }).first().waitFor(patient)
    await page.getByRole('row').filter({ hasText: 'Book shop' }).waitFor(patient)
    expect(await page.locator('tr[data-watch]').count()).toBe(2)
  })

  it('chooses an explorer in the settings, but no unsafe one, and looks at the log', async () => {
    await page.keyboard.press('Control+,')
    const field = page.getByLabel('Address of the explorer')
    await field.fill('http://example.org')
    await page.keyboard.press('Enter')
    await page.getByText('Type an https address').waitFor(patient)
    await field.fill('https://example.org/')
    await page.keyboard.press('Enter')
    await expect.poll(() => field.inputValue(), patient).toBe('https://example.org')
    await page.getByText('Look at the log').click()
    await page
      .getByRole('region', { name: 'Log', exact: true })
      .getByText(/log\.jsonl|noted yet/)
      .waitFor(patient)
    expect(await axe()).toEqual([])
  })

  it('removes everything only after typing the network’s name, and can take that back', async () => {
    const region = page.getByRole('region', { name: 'Remove everything' })
    await region.getByText('What is removed').click()
    expect(await region.getByRole('button', { name: 'Remove at the next start' }).isDisabled()).toBe(true)
    await region.getByLabel('Type main to confirm').fill('main')
    await page.keyboard.press('Enter')
    await region.getByText('when Tidemark is started next').waitFor(patient)
    await region.getByRole('button', { name: 'Do not remove it' }).click()
    await region.getByText('What is removed').waitFor(patient)
  })

  const dialog = (): Locator => page.locator('.modal[role=dialog]')

  async function tool(name: string): Promise<void> {
    await page.getByRole('navigation').getByRole('button', { name, exact: true }).click()
    await dialog().waitFor(patient)
  }

  async function axe(): Promise<readonly string[]> {
    // Axe's frame injection needs a page without trusted types; legacy mode runs in the page itself.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  }
})
