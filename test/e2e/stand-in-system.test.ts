/**
 * What passes between the built main bundle and the system around it: links, downloads, the menu. On the stand-in for
 * `electron`: it proves our code, not Electron's behaviour.
 */
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { DEFAULT_VIEW, type ViewSettings } from '../../shared/view.ts'
import type { StandIn } from '../fakes/electron-stand-in/start-stand-in.ts'
import { launchBrowser } from '../ground/e2e-ground.ts'
import { openShell } from '../ground/shell-ground.ts'

const ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'
const LINK = `bitcoin:${ADDRESS}?label=Donations`
const OWN_FRAME = { url: 'app://bundle/index.html', main: true }
const chromium = inject('chromium')
const title = 'the app between the window and the system'
const why = chromium.kind === 'missing' ? ` (skipped: ${chromium.reason})` : ''

describe.skipIf(chromium.kind === 'missing')(`${title}${why}`, () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launchBrowser()
  })

  afterAll(() => browser.close())

  async function setView(app: StandIn, windowId: number, change: Partial<ViewSettings>) {
    const view = { ...DEFAULT_VIEW, ...change }
    return app.ask('invoke', windowId, OWN_FRAME, 'rpc:call', ['view', 'view.set', view])
  }

  it('shows the bitcoin link that it was started with, once there is a window', async () => {
    const { page } = await openShell(browser, { args: [LINK] })
    const sheet = page.getByRole('dialog', { name: 'A bitcoin link' })
    await sheet.waitFor()
    expect(await sheet.getByLabel('Name (optional)').inputValue()).toBe('Donations')
  })

  it.each([
    ['a second start', (app: StandIn) => app.ask('secondInstance', 'tidemark', '--flag', LINK)],
    ['the system', (app: StandIn) => app.ask('openUrl', LINK)],
  ])(
    'shows a bitcoin link that %s brings, in front of everything, and watches nothing by itself',
    async (_who, bring) => {
      const { app, page, windowId } = await openShell(browser)
      await page.locator('main').waitFor()
      const before = (await app.ask('facts')).windows[0]?.focused ?? 0
      await bring(app)
      await page.getByRole('dialog', { name: 'A bitcoin link' }).waitFor()
      const [window] = (await app.ask('facts')).windows
      expect(window?.shown).toBe(true)
      expect(window?.focused).toBeGreaterThan(before)
      const listed = await app.ask('invoke', windowId, OWN_FRAME, 'rpc:call', ['l', 'portfolio.list', {}])
      expect(listed).toMatchObject({ ok: true, value: [] })
    },
  )

  it('takes nothing but bitcoin links from the system, and repeats no secret of one', async () => {
    const { app, page } = await openShell(browser)
    await page.locator('main').waitFor()
    await app.ask('openUrl', 'https://evil.example/')
    await app.ask('secondInstance', 'tidemark', 'file:///etc/passwd')
    expect(await page.getByRole('dialog').count()).toBe(0)
    const key = 'cVpF924EspNh8KjYsfhgY96mmxvT6DgdWiTYMtMjuM74hJaU5psW'
    await app.ask('openUrl', `bitcoin:${key}`)
    await page.getByRole('dialog', { name: 'A bitcoin link' }).waitFor()
    expect(await page.locator('body').innerText()).not.toContain(key)
    expect(app.stderr()).not.toContain(key)
  })

  it('hands a link of the chosen explorer to the system, and no other', async () => {
    const { app, windowId } = await openShell(browser)
    const wanted = `https://explorer.example/tx/${'ab'.repeat(32)}`
    expect(await app.ask('windowOpen', windowId, wanted)).toBe('deny')
    await setView(app, windowId, { explorer: 'https://explorer.example' })
    const others = [
      'https://explorer.example/',
      `${wanted}?a=b`,
      `https://evil.example/tx/${'ab'.repeat(32)}`,
      'file:///etc/passwd',
    ]
    for (const url of [...others, wanted]) expect(await app.ask('windowOpen', windowId, url)).toBe('deny')
    await expect.poll(async () => (await app.ask('facts')).opened).toEqual([wanted])
  })

  it('lets a file that the page made go to the dialog for saving', async () => {
    const { app, page, downloads, windowId } = await openShell(browser)
    const add = ['a', 'portfolio.add', { lines: [ADDRESS], atomic: true }]
    await app.ask('invoke', windowId, OWN_FRAME, 'rpc:call', add)
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('dialog').getByRole('button', { name: /save/i }).click()
    await expect.poll(() => downloads.length).toBe(1)
    const [file] = downloads
    expect(file?.fate).toEqual({ dialog: { defaultPath: file?.name } })
  })

  it('prevents every other download', async () => {
    const { app } = await openShell(browser)
    const id = '0b5c9a3e-0000-4000-8000-000000000000'
    expect(await app.ask('download', `blob:app://bundle/${id}`, 'x')).not.toBeNull()
    const others = [
      'https://evil.example/setup.exe',
      `blob:https://evil.example/${id}`,
      `blob:app://other/${id}`,
      `blob:null/${id}`,
      'data:text/plain,x',
      'app://bundle/index.html',
    ]
    for (const url of others) expect(await app.ask('download', url, 'x'), url).toBeNull()
  })

  it('names the menu in the language of the window, and anew when another is chosen', async () => {
    const { app, page, windowId } = await openShell(browser, { env: { STAND_IN_LANGUAGE: 'zh-TW' } })
    expect((await app.ask('menuLabels')).flat()).toEqual(expect.arrayContaining(['添加地址…', '复制']))
    await setView(app, windowId, { language: 'en' })
    const labels = (await app.ask('menuLabels')).flat()
    expect(labels).toEqual(expect.arrayContaining(['Import…', 'Export…', 'Statement…', 'Go to a moment…']))
    expect(labels.filter((label) => /\p{Script=Han}/u.test(label))).toEqual([])
    await app.ask('clickMenu', 'Go to a moment…')
    await page.getByRole('dialog', { name: 'Go to a moment' }).waitFor()
  })
})
