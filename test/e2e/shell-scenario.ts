/**
 * The app and the system around it: window, second start, menu, permissions, ways out, protocol, keyring, notices, updates.
 * Told once and played through every door that has a system around it.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import type { Result } from '../../shared/errors.ts'
import type { RequestInput, RequestName, RequestOutput } from '../../shared/ipc/contract.ts'
import { DEFAULT_NOTICE_RULES } from '../../shared/notices.ts'
import { NO_STATS } from '../fakes/esplora-chain.ts'
import { startEsploraServer } from '../fakes/esplora-server.ts'
import { describeEndToEnd, launchBrowser, patient } from '../ground/e2e-ground.ts'
import { removeFolder, temporaryFolder } from '../ground/ledger-ground.ts'
import type { OpenShell, ShellApp, ShellOptions } from './shell-door.ts'

const ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'
const MAIN_ADDRESS = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'
const LINK = `bitcoin:${ADDRESS}?label=Donations`

/** The stories, by their titles; what cannot be played lists them by name. */
export const SHELL_STORIES = [
  'has an isolated page without Node, and gives it three functions alone',
  'shows its window when it is painted, and brings it back from the taskbar at a second start',
  'takes the link of a second start, which ends at once',
  'has a menu with the person’s words, without reload and developer tools',
  'gives the page no permission but to copy text',
  'stays where it is when the page wants to leave, and opens nothing',
  'serves its own files alone, to reading alone, under its policy',
  'stores no password where the system has no keyring',
  'opens its notices at a click on what the system shows',
  'asks nobody for newer versions, and says why it cannot',
  'ends with its last window, and leaves the ledger to the next start',
] as const

/** Plays the stories through one door. `door` names it in the titles. */
export function shellScenario(door: string, open: OpenShell): void {
  describeEndToEnd(`the app between its page and the system, ${door}`, () => {
    let browser: Browser
    let shared: { readonly app: ShellApp; readonly folder: string }
    const titles = SHELL_STORIES.values()
    const story = (test: () => Promise<void>): void =>
      it(titles.next().value ?? 'a story without a title', test)

    beforeAll(async () => {
      browser = await launchBrowser()
      const folder = await temporaryFolder()
      shared = { folder, app: await open({ args: offlineIn(folder) }, browser) }
    })
    afterAll(async () => {
      await shared.app.close()
      await removeFolder(shared.folder)
      await browser.close()
    })

    /** An app of one story's own. */
    async function fresh(
      args: readonly string[],
      options: Omit<ShellOptions, 'args'> = {},
    ): Promise<ShellApp> {
      const app = await open({ args, ...options }, browser)
      onTestFinished(() => app.close())
      return app
    }

    async function ownFolder(): Promise<string> {
      const folder = await temporaryFolder()
      onTestFinished(() => removeFolder(folder))
      return folder
    }

    story(async () => {
      const { page } = shared.app
      await page.locator('main').waitFor(patient)
      const seen = await page.evaluate(() => ({
        node: ['process', 'require', 'module', 'Buffer', 'global', 'ipcRenderer'].filter(
          (name) => name in window,
        ),
        given: Object.entries(window.tidemark ?? {}).map(([name, value]) => `${name}: ${typeof value}`),
        frozen: Object.isFrozen(window.tidemark),
      }))
      const given = ['call: function', 'cancel: function', 'subscribe: function']
      expect(seen).toEqual({ node: [], given, frozen: true })
    })

    story(async () => {
      const { shell } = shared.app
      await expect.poll(() => shell.windows(), patient).toEqual([{ visible: true, minimized: false }])
      await shell.minimize()
      await expect.poll(() => shell.windows(), patient).toMatchObject([{ minimized: true }])
      await shell.startAgain(...offlineIn(shared.folder))
      await expect.poll(() => shell.windows(), patient).toEqual([{ visible: true, minimized: false }])
    })

    story(async () => {
      const { page, shell } = shared.app
      await shell.startAgain(...offlineIn(shared.folder), LINK)
      const sheet = page.getByRole('dialog', { name: 'A bitcoin link' })
      await sheet.waitFor(patient)
      expect(await sheet.getByLabel('Name (optional)').inputValue()).toBe('Donations')
      expect(await call(page, 'portfolio.list', {})).toEqual([]) // a link adds nothing by itself
      expect(await shell.windows()).toHaveLength(1)
      await page.keyboard.press('Escape')
      await sheet.waitFor({ state: 'detached', ...patient })
    })

    story(async () => {
      const { page, shell } = shared.app
      const labels = await shell.menuLabels()
      expect(labels).toEqual(expect.arrayContaining(['Add addresses…', 'Settings…', 'Copy', 'Zoom In']))
      expect(labels.filter((label) => /reload|developer|devtools/i.test(label))).toEqual([])
      await shell.chooseMenu('Settings…')
      await page.getByRole('main', { name: 'Settings' }).waitFor(patient)
    })

    story(async () => {
      const { shell } = shared.app
      for (const name of ['geolocation', 'notifications', 'midi', 'clipboard-read'] as const)
        expect(await shell.permission(name), name).toBe(false)
      expect(await shell.permission('clipboard-write')).toBe(true)
    })

    story(async () => {
      const { page, shell } = shared.app
      const before = page.url()
      await page.evaluate(() => window.location.assign('https://evil.example/?secret'))
      await page.evaluate(() => void window.open('https://evil.example/'))
      await page.waitForTimeout(500) // nothing happens, which takes its time to be seen
      expect(page.url()).toBe(before)
      expect(await page.evaluate(() => typeof window.tidemark)).toBe('object')
      expect(await shell.windows()).toHaveLength(1)
      expect(await shell.opened()).toEqual([])
    })

    story(async () => {
      const { page } = shared.app
      const policy = await page.evaluate(async () =>
        (await fetch('index.html')).headers.get('content-security-policy'),
      )
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("require-trusted-types-for 'script'")
      const asked = [
        ['nothing.js', 'GET', 404],
        ['assets/%2e%2e%2fmain.js', 'GET', 403],
        ['index.html', 'POST', 405],
        ['https://evil.example/', 'GET', null],
        ['file:///etc/passwd', 'GET', null],
      ] as const
      for (const [url, method, status] of asked) expect(await statusOf(page, url, method), url).toBe(status)
    })

    story(async () => {
      const folder = await ownFolder()
      const { page } = await fresh(offlineIn(folder), { keyring: 'none' })
      const auth = { kind: 'password', user: 'watcher', password: 'hunter2-of-the-node' } as const
      await call(page, 'settings.setNode', { url: 'http://127.0.0.1:1', auth })
      expect(await filesWith(folder, auth.password)).toEqual([])
      expect(
        (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('secrets.json')),
      ).toEqual([])
    })

    story(async () => {
      const folder = await ownFolder()
      const tipTime = Math.floor(Date.now() / 1_000) - 60
      const addresses = { [MAIN_ADDRESS]: { chain_stats: NO_STATS } }
      const server = await startEsploraServer({
        data: { network: 'main', tipHeight: 120, tipTime, addresses },
      })
      onTestFinished(() => server.close())
      const args = ['--data-dir', folder, '--network', 'main', '--provider', server.url]
      const { page, shell } = await fresh(args)
      await page.locator('main').waitFor(patient)
      expect(await shell.notifications()).toEqual([])
      await call(page, 'portfolio.add', { lines: [MAIN_ADDRESS], atomic: true })
      await call(page, 'balance.read', { refresh: true })
      const rule = { id: 'one', of: { kind: 'all' }, check: 'below', sats: 1_000 } as const
      const rules = { ...DEFAULT_NOTICE_RULES, balances: [rule], local: true }
      const noticed = async (): Promise<number> => {
        await call(page, 'notices.setRules', rules) // figures are looked at when rules change, once they are known
        return (await shell.notifications()).length
      }
      await expect.poll(noticed, { ...patient, interval: 500 }).toBe(1)
      expect(JSON.stringify(await shell.notifications())).not.toContain(MAIN_ADDRESS)
      await shell.clickNotification(0)
      await page.getByRole('tab', { name: /Notices/, selected: true }).waitFor(patient)
    })

    story(async () => {
      const { page } = shared.app
      expect(await call(page, 'update.get', {})).toMatchObject({
        unavailable: 'not_packed',
        consent: false,
        progress: { kind: 'idle' },
      })
      expect(await answerTo(page, 'update.check', {})).toMatchObject({
        ok: false,
        error: { code: 'forbidden' },
      })
      expect(await answerTo(page, 'update.setConsent', { consent: true })).toMatchObject({ ok: false })
      await page.getByRole('main', { name: 'Settings' }).getByText('runs from its sources').waitFor(patient)
    })

    story(async () => {
      const folder = await ownFolder()
      const first = await fresh(offlineIn(folder))
      await first.page.locator('main').waitFor(patient)
      await call(first.page, 'portfolio.add', { lines: [ADDRESS], atomic: true })
      await first.shell.closeWindow()
      expect(await first.ended).toBe(0)
      const next = await fresh(offlineIn(folder))
      expect(await call(next.page, 'portfolio.list', {})).toHaveLength(1)
    })
  })
}

const offlineIn = (folder: string): readonly string[] => [
  '--data-dir',
  folder,
  '--network',
  'regtest',
  '--offline',
]

/** Asks as the page does. */
function answerTo<K extends RequestName>(
  page: Page,
  name: K,
  input: RequestInput<K>,
): Promise<Result<unknown>> {
  return page.evaluate(
    ({ name: asked, input: given }) => {
      if (!window.tidemark) throw new Error('the page has no preload')
      return window.tidemark.call(crypto.randomUUID(), asked, given)
    },
    { name, input },
  )
}

async function call<K extends RequestName>(
  page: Page,
  name: K,
  input: RequestInput<K>,
): Promise<RequestOutput<K>> {
  const answer = await answerTo(page, name, input)
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value as RequestOutput<K> // the router answers a name with its own output
}

/** Null where the request did not come through. */
function statusOf(page: Page, url: string, method: string): Promise<number | null> {
  return page.evaluate(
    ({ url: asked, method: by }) =>
      fetch(asked, { method: by }).then(
        ({ status }) => status,
        () => null,
      ),
    { url, method },
  )
}

/** Files below a folder that hold a text. */
async function filesWith(folder: string, text: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  const held = await Promise.all(files.map(async (file) => (await readFile(file)).includes(text)))
  return files.filter((_, n) => held[n])
}
