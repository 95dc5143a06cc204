import { readFile, rm } from 'node:fs/promises'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RegtestNode, startRegtestNode } from '../../electron/launch/regtest-node.ts'
import type { RegtestWallet } from '../../electron/launch/regtest-wallet.ts'
import { violationsOf } from '../ground/axe.ts'
import { describeEndToEnd, launchBrowser, patient } from '../ground/e2e-ground.ts'
import { temporaryFolder } from '../ground/ledger-ground.ts'
import { openLoopback } from './open-loopback.ts'

describeEndToEnd('an entry and its transactions in a browser', (binary) => {
  let node: RegtestNode
  let wallet: RegtestWallet
  let browser: Browser
  let page: Page
  let folder = ''
  let address = ''
  let close: () => Promise<void> = async () => undefined

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    wallet = await node.wallet('test')
    await node.mine(110, await wallet.newAddress())
    address = await (await node.wallet('holder')).newAddress()
    folder = await temporaryFolder()
    browser = await launchBrowser()
    const own = ['--node', node.url, '--node-cookie', node.cookieFile]
    const app = await openLoopback(['--network', 'regtest', '--data-dir', folder, ...own], browser)
    page = app.page
    await page.getByRole('navigation').waitFor()
    close = () => app.close()
  })
  afterAll(async () => {
    await close()
    await browser.close()
    await node.stop()
    await rm(folder, { recursive: true, force: true })
  })

  it('shows what a key stands for while it is typed, before anything is stored', async () => {
    await page.keyboard.press('Control+n')
    const key =
      'tpubDCBWBScQPGv4Xk3JSbhw6wYYpayMjb2eAYyArpbSqQTbLDpphHGAetB6VQgVeftLML8vDSUEWcC2xDi3qJJ3YCDChJDvqVzpgoYSuT52MhJ'
    const lines = page.getByLabel('Addresses, keys, descriptors')
    await lines.fill(`wpkh(${key}/<0;1>/*)`)
    await expect.poll(() => page.getByRole('dialog').innerText(), patient).toContain('Is this your wallet?')
    await lines.fill(address)
    await page.getByRole('dialog').getByLabel('Name (optional)').fill('Savings')
    await page.getByRole('dialog').getByLabel('Group (optional)').fill('Vault')
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click()
    await page.locator('tr[data-watch]').waitFor()
    expect(await page.locator('tr[data-watch]').count()).toBe(1)
  })

  it('lists a payment as pending and then with its block, and names it where it stands', async () => {
    await page.locator('tr[data-watch]').click()
    await expect.poll(() => page.locator('tr[data-watch]').innerText(), patient).toContain('Current')
    await wallet.send(address, 250_000)
    const list = page.getByRole('region', { name: 'Transactions' })
    await expect.poll(() => list.innerText(), patient).toContain('pending since')
    await node.mine(1)
    await expect.poll(() => list.innerText(), patient).toContain('1 confirmation')
    await list.getByRole('button', { name: /^Transaction / }).click()
    const dialog = page.locator('.modal[role=dialog]') // a notice is a dialog of its own
    await expect.poll(() => dialog.innerText(), patient).toContain('Outputs of yours')
    await dialog.getByRole('button', { name: /^Add a label: [0-9a-f]{8}…/ }).click()
    await page.keyboard.type('Rent for May')
    await page.keyboard.press('Enter')
    await expect.poll(() => dialog.innerText(), patient).toContain('Rent for May')
    await expect.poll(() => page.locator('.toast').first().innerText(), patient).toContain('Written')
    await page.keyboard.press('Control+z')
    await dialog.getByRole('button', { name: /^Add a label: [0-9a-f]{8}…/ }).click(patient)
    await page.keyboard.type('Rent for May')
    await page.keyboard.press('Enter')
    await expect.poll(() => dialog.innerText(), patient).toContain('Rent for May')
    expect(await violationsOf(page)).toEqual([])
    await page.keyboard.press('Escape')
  })

  it('draws the balance over time under its own rules of content, and lets the keyboard read it', async () => {
    const chart = page.getByRole('region', { name: 'Balance, one year' })
    const slider = chart.getByRole('slider')
    await expect.poll(() => slider.getAttribute('aria-valuetext'), patient).toContain('0.0025 bitcoin')
    const colours = await chart.locator('canvas').evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement
      const { data } = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height) ?? {}
      return new Set(new Uint32Array(data?.buffer ?? new ArrayBuffer(0))).size
    })
    expect(colours).toBeGreaterThan(2)
    await slider.press('Home')
    expect(await slider.getAttribute('aria-valuenow')).toBe('0')
    await slider.press('End')
    expect(await slider.getAttribute('aria-valuetext')).toContain('0.0025 bitcoin')
    await chart.getByRole('button', { name: 'Show as a table' }).click()
    expect(await chart.getByRole('table').innerText()).toContain('250')
    await chart.getByRole('button', { name: 'Month', exact: true }).click()
    const days = page.getByRole('region', { name: 'Balance, one month' }).getByRole('table')
    await days.getByRole('columnheader', { name: 'Day' }).waitFor(patient)
    expect(await days.getByRole('row').count()).toBeGreaterThan(31)
    expect(await days.innerText()).toContain('250')
  })

  it('finds it by its label, and opens it from there', async () => {
    await page.keyboard.press('Control+f')
    await page.keyboard.type('rent for')
    const found = page.getByRole('region', { name: 'Found' })
    await expect.poll(() => found.innerText(), patient).toContain('Rent for May')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => page.locator('.modal[role=dialog]').innerText(), patient)
      .toContain('250 000'.replace(' ', ''))
    await page.keyboard.press('Escape')
    await page.locator('#filter').fill('')
  })

  it('renames a group, and keeps a note, which is taken back by a key', async () => {
    await page.getByRole('button', { name: 'Rename or delete Vault' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Cold')
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
    await expect.poll(() => page.getByRole('navigation').innerText(), patient).toContain('Cold')
    await page.locator('tr[data-watch]').click()
    const pane = page.getByRole('complementary')
    await pane.getByRole('button', { name: 'Add a note' }).click()
    await pane.getByLabel('Note', { exact: true }).last().fill('Key in the blue box.')
    await pane.getByRole('button', { name: 'Save', exact: true }).click()
    await expect.poll(() => pane.innerText(), patient).toContain('Key in the blue box.')
    await expect.poll(() => page.locator('.toast').first().innerText(), patient).toContain('Written')
    await page.keyboard.press('Control+z')
    await pane.getByRole('button', { name: 'Add a note' }).waitFor(patient)
  })

  it('saves a list as it is shown: what the filter lets through, in satoshis', async () => {
    await page.getByRole('button', { name: 'Save this list' }).first().click()
    const dialog = page.locator('.modal[role=dialog]') // a notice is a dialog of its own
    await dialog.locator('[data-list-preview]').waitFor(patient)
    expect(await violationsOf(page)).toEqual([])
    await page.keyboard.press('Control+Shift+H')
    await dialog.getByText('Amounts are hidden here').waitFor(patient)
    expect(await dialog.innerText()).not.toContain('250000')
    await page.keyboard.press('Control+Shift+H')
    await expect.poll(() => dialog.innerText(), patient).toContain('250000')
    const download = page.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Save the file' }).click()
    const text = await readFile(await (await download).path(), 'utf8')
    expect(text.split('\r\n')[1]).toMatch(new RegExp(`^Savings,Cold,${address},p2wpkh,250000,`))
    expect(text.split('\r\n')).toHaveLength(3)
  })

  it('says before a list of movements is saved since which block it is complete', async () => {
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Activity/ })
      .click()
    await page.getByRole('button', { name: 'Save this list' }).first().click()
    const known = page.locator('.modal[role=dialog] [data-known]')
    await expect
      .poll(() => known.innerText(), patient)
      .toMatch(/^Complete (above block|from the first block)/)
  })
})
