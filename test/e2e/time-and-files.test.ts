import { readFile } from 'node:fs/promises'
import type { Browser, Locator, Page } from 'playwright'
import { encodeQR } from 'qr'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { violationsOf } from '../ground/axe.ts'
import { describeEndToEnd, launchBrowser, patient } from '../ground/e2e-ground.ts'
import { removeFolder, temporaryFolder } from '../ground/ledger-ground.ts'
import { DOORS } from './doors.ts'
import type { OpenApp } from './portfolio-scenario.ts'

const SHOP = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'
const VAULT = '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2'
const PAPER = '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy'
/** One light dot. */
const BLANK_GIF = Buffer.from('R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=', 'base64')

for (const { door, open, axe: looked } of DOORS)
  describeEndToEnd(`a person with files and questions about the past, without any source, ${door}`, () => {
    let browser: Browser
    let app: OpenApp
    let page: Page
    let folder: string

    beforeAll(async () => {
      folder = await temporaryFolder()
      browser = await launchBrowser()
      app = await open(['--network', 'main', '--data-dir', folder, '--offline'], browser)
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
      await page.getByText('As of block 500,000').first().waitFor(patient)
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

    it('reads the QR code in a picture, and says where there is none; nothing is stored before a press', async () => {
      await tool('Import')
      const choose = (gif: Uint8Array) =>
        dialog()
          .locator('input[type=file]')
          .setInputFiles({ name: 'code.gif', mimeType: 'image/gif', buffer: Buffer.from(gif) })
      await choose(BLANK_GIF)
      await dialog().getByText('No QR code was found in that picture').waitFor(patient)
      await choose(encodeQR(PAPER, 'gif', { scale: 4 }))
      await dialog().getByText('1 new').waitFor(patient)
      expect(await dialog().innerText()).toContain('code.gif: a list')
      await dialog().getByRole('button', { name: 'Close' }).click()
      expect(await page.locator(`tr[data-address="${PAPER}"]`).count()).toBe(0)
      await tool('Import')
      await paste(encodeQR(PAPER, 'gif', { scale: 4 }))
      await dialog().getByText('1 new').waitFor(patient)
      await page.keyboard.press('Escape')
      await dialog().waitFor({ state: 'detached', ...patient })
      await tool('Import')
      await choose(encodeQR(`bitcoin:${PAPER}?label=Paper`, 'gif', { scale: 4 }))
      await dialog().getByText('Paper', { exact: false }).first().waitFor(patient)
      await page.keyboard.press('Escape')
      await dialog().waitFor({ state: 'detached', ...patient })
    })

    it('looks at a file or a text that is dropped anywhere on the window, but not at a text of its own', async () => {
      // What was dragged within the window is gone before it is let go: nobody hears of the end of that.
      const own = await page.evaluate((text) => {
        const dragged = document.body.appendChild(document.createElement('span'))
        const data = new DataTransfer()
        data.setData('text/plain', text)
        const drag = { dataTransfer: data, bubbles: true, cancelable: true }
        dragged.dispatchEvent(new DragEvent('dragstart', drag))
        const over = new DragEvent('dragover', drag)
        document.querySelector('main')?.dispatchEvent(over)
        dragged.remove()
        return over.defaultPrevented
      }, PAPER)
      expect(own).toBe(false)
      for (const kind of ['file', 'text'] as const) {
        await page.evaluate(
          ([what, text]) => {
            const data = new DataTransfer()
            if (what === 'text') data.setData('text/plain', text)
            else data.items.add(new File([text], 'list.txt', { type: 'text/plain' }))
            const dropped = { dataTransfer: data, bubbles: true, cancelable: true }
            document.querySelector('main')?.dispatchEvent(new DragEvent('drop', dropped))
          },
          [kind, PAPER] as const,
        )
        await dialog().getByText('1 new').waitFor(patient)
        expect(await dialog().innerText()).toContain(kind === 'file' ? 'list.txt' : 'Pasted text')
        await page.keyboard.press('Escape')
        await dialog().waitFor({ state: 'detached', ...patient })
      }
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

    /** As a picture that was copied in another program. */
    async function paste(gif: Uint8Array): Promise<void> {
      await page.evaluate((bytes) => {
        const data = new DataTransfer()
        data.items.add(new File([Uint8Array.from(bytes)], 'image.gif', { type: 'image/gif' }))
        const pasted = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
        document.querySelector('.modal textarea')?.dispatchEvent(pasted)
      }, Array.from(gif))
    }

    async function tool(name: string): Promise<void> {
      await page.getByRole('navigation').getByRole('button', { name, exact: true }).click()
      await dialog().waitFor(patient)
    }

    async function axe(): Promise<readonly string[]> {
      return looked ? violationsOf(page) : []
    }
  })
