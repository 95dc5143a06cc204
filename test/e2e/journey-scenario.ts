/**
 * The whole of the app for a person with an own node, told once and played through every door and in both languages: what
 * a keyboard alone can do from adding to a statement, past balances as the node said them, wallets, and files.
 */
import { readFile } from 'node:fs/promises'
import Papa from 'papaparse'
import type { Browser, Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RegtestNode, type RegtestWallet, startRegtestNode } from '../../electron/launch/regtest-node.ts'
import { satsFromBtc } from '../../shared/amounts.ts'
import type { Language } from '../../shared/view.ts'
import { describeEndToEnd, launchBrowser, patient } from '../ground/e2e-ground.ts'
import { removeFolder, temporaryFolder } from '../ground/ledger-ground.ts'
import type { OpenApp, OpenDoor } from './portfolio-scenario.ts'
import { nameOf, wordsOf } from './words.ts'

/** Presses of Tab after which something cannot be reached. */
const FAR = 60

/** Plays the story through one door, in one language. `door` names it in the titles. */
export function journeyScenario(door: string, language: Language, open: OpenDoor): void {
  const t = wordsOf(language)
  describeEndToEnd(`a person who uses all of it, in ${nameOf(language)}, ${door}`, (binary) => {
    let node: RegtestNode
    let payer: RegtestWallet
    let holder: RegtestWallet
    let browser: Browser
    let app: OpenApp
    let page: Page
    let folder: string
    let address: string
    /** What the node said of the address right after each block. */
    const said = new Map<number, number>()
    const pageErrors: string[] = []

    beforeAll(async () => {
      node = await startRegtestNode(binary)
      payer = await node.wallet('payer')
      holder = await node.wallet('holder')
      await node.mine(105, await payer.newAddress())
      address = await holder.newAddress()
      await pay(address, 500_000)
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

    const dialog = (): Locator => page.locator('.modal[role=dialog]')
    const rows = (): Locator => page.locator('tr[data-watch]')
    const row = (text: string): Locator => rows().filter({ hasText: text })
    const hasSats = (where: Locator, sats: number) =>
      where.locator(`[data-sats="${sats}"]`).first().waitFor(patient)

    /** A payment in a block of its own; what the node says of the address after it is kept. */
    async function pay(to: string, sats: number): Promise<void> {
      await payer.send(to, sats)
      await node.mine(1)
      const scan = await node.rpc<{ height: number; total_amount: number }>('scantxoutset', [
        'start',
        [`addr(${address})`],
      ])
      said.set(scan.height, satsFromBtc(scan.total_amount.toFixed(8)))
    }

    async function openPalette(): Promise<void> {
      await page.keyboard.press('Control+k')
      await page.locator('.palette-input:focus').waitFor(patient)
    }

    /** By the palette, with keys alone. */
    async function command(name: string): Promise<void> {
      await openPalette()
      await page.keyboard.type(name)
      await page.getByRole('option').first().getByText(name).waitFor(patient)
      await page.keyboard.press('Enter')
      await page.locator('.palette').waitFor({ state: 'detached', ...patient }) // it fades while the next dialog is there
    }

    /** Tab by Tab, as somebody without a mouse gets there. */
    async function tabTo(target: Locator): Promise<void> {
      for (let presses = 0; presses < FAR; presses++) {
        if (await target.evaluate((element) => element === document.activeElement)) return
        await page.keyboard.press('Tab')
      }
      throw new Error('Tab does not get there')
    }

    it('is spoken to in the language that was chosen by the keyboard', async () => {
      await openPalette()
      await page.keyboard.type(nameOf(language))
      await page.getByRole('option').first().getByText(nameOf(language)).waitFor(patient)
      await page.keyboard.press('Enter')
      await page.locator('.palette').waitFor({ state: 'detached', ...patient })
      await expect.poll(() => page.locator('html').getAttribute('lang'), patient).toBe(language)
      await page.getByText(t('empty.title')).waitFor(patient)
    })

    it('adds an address by the keyboard alone, sees its balance, and names it where it stands', async () => {
      await page.keyboard.press('Control+n')
      await dialog().waitFor(patient)
      await page.keyboard.type(address)
      await page.keyboard.press('Tab')
      await page.keyboard.type('Savings')
      await page.keyboard.press('Tab')
      await page.keyboard.type('Cold')
      await page.keyboard.press('Enter')
      await dialog().waitFor({ state: 'detached', ...patient })
      await hasSats(row('Savings'), 500_000)
      await row('Savings').getByText(t('freshness.current')).waitFor(patient)
      const isFocused = () => row('Savings').evaluate((element) => element === document.activeElement)
      for (let presses = 0; presses < 8 && !(await isFocused()); presses++) await page.keyboard.press('F6')
      expect(await isFocused()).toBe(true)
      await page.keyboard.press('F2')
      await page.locator('input.rename').waitFor(patient)
      await page.keyboard.type('Vault')
      await page.keyboard.press('Enter')
      await hasSats(row('Vault'), 500_000)
    })

    it('sees each past block’s balance as the node said it then, by the keyboard alone', async () => {
      await pay(address, 250_000)
      await pay(address, 100_000)
      await hasSats(row('Vault'), 850_000)
      for (const [height, sats] of said) {
        await command(t('moment.title'))
        await dialog().waitFor(patient)
        await tabTo(dialog().getByRole('radio').first())
        await page.keyboard.press('ArrowDown')
        await tabTo(dialog().locator('input[inputmode=numeric]'))
        await page.keyboard.press('Control+a')
        await page.keyboard.type(String(height))
        await page.keyboard.press('Enter')
        await page.locator('.banners').getByText(t('moment.asOfHeight', { height })).first().waitFor(patient)
        await page.locator('tr[data-past][data-kind=known]').waitFor(patient)
        await hasSats(page.locator('tr[data-past]'), sats)
        await command(t('moment.back'))
        await rows().first().waitFor(patient)
      }
      expect([...said.values()]).toEqual([500_000, 750_000, 850_000])
    })

    it('saves a statement by the keyboard alone, which says what the node says', async () => {
      await command(t('statement.title'))
      await dialog().waitFor(patient)
      await tabTo(dialog().getByLabel(t('statement.from')))
      await page.keyboard.type('2009-01-01')
      await tabTo(dialog().getByLabel(t('statement.to')))
      await page.keyboard.type('2099-12-31')
      await tabTo(dialog().getByRole('button', { name: t('statement.save') }))
      const download = page.waitForEvent('download')
      await page.keyboard.press('Enter')
      const text = await readFile(await (await download).path(), 'utf8')
      const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true })
      const received = data.filter(({ what }) => what === 'received').map((each) => each['received_btc'])
      expect(received).toEqual(['0.00500000', '0.00250000', '0.00100000'])
      const closing = data.find(({ what }) => what === 'closing_balance')
      expect(closing).toMatchObject({ balance_btc: '0.00850000', block: '108' })
      await page.keyboard.press('Escape')
      await dialog().waitFor({ state: 'detached', ...patient })
    })

    it('adds the descriptor of a wallet after a look at its first addresses, and sees its gap grow', async () => {
      const { receive, both } = await accountOf(holder)
      const [first = '', , ...more] = await node.rpc<string[]>('deriveaddresses', [receive, [0, 20]])
      await page.keyboard.press('Control+n')
      await dialog().getByLabel(t('add.lines')).fill(both)
      await dialog().getByText(t('preview.title')).waitFor(patient)
      expect(await dialog().getByRole('region').innerText()).toContain(first.slice(-8))
      await dialog().getByLabel(t('add.label')).fill('Wallet')
      await dialog()
        .getByRole('button', { name: t('add.submit'), exact: true })
        .click()
      await dialog().waitFor({ state: 'detached', ...patient })
      await row('Wallet').click()
      const account = page.getByRole('complementary').getByRole('region', { name: t('account.title') })
      await account.getByText('/0/0', { exact: false }).first().waitFor(patient)
      expect(await account.innerText()).toContain(t('account.gapLimit'))
      const before = await lastPath(account)
      const last = more.at(-2) ?? '' // the last within the gap of 20
      await pay(last, 300_000)
      await row('Wallet')
        .getByText(t('account.addressesUsed_other', { count: 20 }))
        .waitFor(patient)
      await expect.poll(() => lastPath(account), patient).toBeGreaterThan(before)
    })

    it('is asked what kind of addresses a bare extended key has, and watches the one that is chosen', async () => {
      const other = await node.wallet('other')
      const { key, receive } = await accountOf(other)
      const [first = ''] = await node.rpc<string[]>('deriveaddresses', [receive, [0, 0]])
      await pay(first, 70_000)
      await page.keyboard.press('Control+n')
      await dialog().getByLabel(t('add.lines')).fill(key)
      await dialog().getByLabel(t('add.label')).fill('Key')
      await dialog()
        .getByRole('button', { name: t('add.submit'), exact: true })
        .click()
      const segwit = dialog().getByRole('button', {
        name: t('add.chooseKind', { kind: t('add.kinds.wpkh') }),
      })
      await segwit.waitFor(patient)
      expect(await row('Key').count()).toBe(0)
      await segwit.click()
      await dialog().waitFor({ state: 'detached', ...patient })
      await hasSats(row('Key'), 70_000)
    })

    it('copies an address from the menu of its row, stops watching it and takes that back, by the keyboard alone', async () => {
      await row('Vault').click()
      await page.keyboard.press('Shift+F10')
      const item = (name: string) => page.getByRole('menuitem', { name })
      await item(t('rowMenu.copy')).waitFor(patient)
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await page.getByText(t('notices.copiedMany_other', { count: 1 })).waitFor(patient)
      await item(t('rowMenu.copy')).waitFor({ state: 'detached', ...patient })
      await page.keyboard.press('Delete')
      await page.getByRole('alertdialog').waitFor(patient)
      await tabTo(page.getByRole('alertdialog').getByRole('button', { name: t('remove.confirm') }))
      await page.keyboard.press('Enter')
      await expect.poll(() => row('Vault').count(), patient).toBe(0)
      await page.keyboard.press('Control+z')
      await hasSats(row('Vault'), 850_000)
      await row('Vault').getByText(t('freshness.current')).waitFor(patient)
    })

    it('pauses reading: the next block is left where it is, and read once it is resumed', async () => {
      await page.locator('body').press('Alt+4')
      await page.getByRole('button', { name: t('scan.pauseReading') }).click()
      await page.getByText(t('scan.readingPaused')).waitFor(patient)
      await pay(address, 60_000)
      await page.locator('[data-scan=waiting]').getByText(t('waiting.paused')).waitFor(patient)
      await page.locator('body').press('Alt+1')
      const behind = t('freshness.behindBlocks_one', { count: 1 })
      await row('Vault').getByText(behind).waitFor(patient)
      await hasSats(row('Vault'), 850_000)
      await page.locator('body').press('Alt+4')
      await page.getByRole('button', { name: t('scan.resumeReading') }).click()
      await page.locator('body').press('Alt+1')
      await hasSats(row('Vault'), 910_000)
    })

    it('renames a group, deletes it, and takes both back', async () => {
      const group = page.getByRole('navigation').getByRole('button', { name: 'Cold' }).first()
      const openMenu = () =>
        page
          .getByRole('navigation')
          .getByRole('button', { name: t('group.menu', { name: 'Cold' }) })
          .click()
      await openMenu()
      await dialog().getByLabel(t('group.name')).fill('Ice')
      await page.keyboard.press('Enter')
      await group.waitFor({ state: 'detached', ...patient })
      // Notices of earlier steps may still stand beside it.
      await page
        .locator('.toast', { hasText: t('group.renamed') })
        .getByRole('button', { name: t('notices.undo') })
        .click()
      await group.waitFor(patient)
      await openMenu()
      await dialog()
        .getByRole('button', { name: t('group.delete') })
        .click()
      await group.waitFor({ state: 'detached', ...patient })
      await page.locator('.toast', { hasText: t('group.deleted') }).waitFor(patient) // from then on it can be taken back
      await page.locator('body').press('Control+z')
      await group.waitFor(patient)
    })

    it('exports what is watched, stops watching one, and gets it back with its name from the file', async () => {
      await command(t('exports.title'))
      await dialog()
        .getByRole('radio', { name: t('exports.forms.json') })
        .check()
      const download = page.waitForEvent('download')
      await dialog()
        .getByRole('button', { name: t('exports.save') })
        .click()
      const text = await readFile(await (await download).path(), 'utf8')
      await dialog().waitFor({ state: 'detached', ...patient })
      await row('Vault').click()
      await page
        .getByRole('complementary')
        .getByRole('button', { name: t('pane.remove') })
        .click()
      await page
        .getByRole('alertdialog')
        .getByRole('button', { name: t('remove.confirm') })
        .click()
      await expect.poll(() => row('Vault').count(), patient).toBe(0)
      await command(t('imports.title'))
      await dialog().getByLabel(t('imports.paste')).fill(text)
      await dialog()
        .getByRole('button', { name: t('imports.look') })
        .click()
      await dialog()
        .getByText(t('imports.counts.new', { count: 1 }))
        .first()
        .waitFor(patient)
      await dialog()
        .getByText(t('imports.counts.already', { count: 2 }))
        .first()
        .waitFor(patient)
      await dialog()
        .getByRole('button', { name: t('imports.apply_one', { count: 1 }) })
        .click()
      await dialog().waitFor({ state: 'detached', ...patient })
      await hasSats(row('Vault'), 910_000)
      await page.getByRole('navigation').getByText('Cold').waitFor(patient)
    })

    it('met no fault in the page', () => {
      expect(pageErrors).toEqual([])
    })

    /** The highest number of the addresses that are listed, on the last page of them. */
    async function lastPath(account: Locator): Promise<number> {
      const later = account.getByRole('button', { name: t('account.later') })
      for (let pages = 0; pages < 9 && (await later.getAttribute('aria-disabled')) === 'false'; pages++)
        await later.click()
      const paths = await account.locator('.output-note .mono').allInnerTexts()
      return Math.max(-1, ...paths.map((path) => Number(path.split('/').at(-1))))
    }
  })
}

/** A wallet's account of SegWit addresses: its receiving chain, both chains in one descriptor, and the bare key. */
async function accountOf(wallet: RegtestWallet) {
  const { descriptors } = await wallet.rpc<{ descriptors: readonly { desc: string; internal: boolean }[] }>(
    'listdescriptors',
  )
  const receive = descriptors.find(({ desc, internal }) => desc.startsWith('wpkh(') && !internal)?.desc
  if (receive === undefined) throw new Error('the wallet has no SegWit descriptor')
  const key = /tpub\w+/.exec(receive)?.[0] ?? ''
  return { receive, key, both: receive.replace('/0/*', '/<0;1>/*').replace(/#.*$/, '') }
}
