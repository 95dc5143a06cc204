/**
 * What the built main and preload bundles refuse, allow and tidy up, on the stand-in for `electron`. It proves our
 * code, not Electron's behaviour.
 */
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { CONTENT_SECURITY_POLICY } from '../../electron/serve/security-headers.ts'
import type { PreloadApi } from '../../renderer/bridge/preload-bridge.ts'
import { REQUEST_NAMES } from '../fakes/contract-samples.ts'
import { startStandIn } from '../fakes/electron-stand-in/start-stand-in.ts'
import { launchBrowser } from '../ground/e2e-ground.ts'
import { openShell, type ShellOptions, startShell } from '../ground/shell-ground.ts'

const ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'
const OWN_FRAME = { url: 'app://bundle/index.html', main: true }
const chromium = inject('chromium')
const title = 'the app on the stand-in for electron'
const why = chromium.kind === 'missing' ? ` (skipped: ${chromium.reason})` : ''

describe.skipIf(chromium.kind === 'missing')(`${title}${why}`, () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launchBrowser()
  })

  afterAll(() => browser.close())

  const open = (options?: ShellOptions) => openShell(browser, options)
  const start = startShell

  it('makes an isolated, sandboxed window without Node, web views or insecure content', async () => {
    const { app } = await open()
    expect(app.webPreferences()).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
    })
    const risky = ['allowRunningInsecureContent', 'experimentalFeatures', 'enableBlinkFeatures']
    expect(Object.keys(app.webPreferences()).filter((name) => risky.includes(name))).toEqual([])
    expect(await app.ask('facts')).toMatchObject({ sandboxed: true, schemes: ['app'], deviceHandlers: 2 })
  })

  it('has Electron keep where the window was and how large, under its name', async () => {
    const { app } = await open()
    expect(await app.ask('facts')).toMatchObject({ windows: [{ keptAs: 'main' }] })
  })

  it('shows the page under its content security policy, and the page gets three functions alone', async () => {
    const { app, page, windowId } = await open()
    await expect.poll(() => page.locator('body').innerText()).toContain('Tidemark')
    expect(await page.evaluate(() => Object.keys(window.tidemark as PreloadApi))).toEqual([
      'call',
      'cancel',
      'subscribe',
    ])
    const request = { url: 'app://bundle/index.html', method: 'GET', navigation: false, byPage: true }
    expect(await app.ask('request', windowId, request)).toMatchObject({
      status: 200,
      headers: { 'content-security-policy': CONTENT_SECURITY_POLICY },
    })
  })

  it('carries a call from the page to the ledger, and the change back as an event', async () => {
    const { page } = await open()
    const heard = await page.evaluate(async (line) => {
      const api = window.tidemark
      if (!api) throw new Error('no preload')
      const event = new Promise((resolve) => {
        const stop = api.subscribe('store.changed', (payload) => {
          stop()
          resolve(payload.revision)
        })
      })
      const result = await api.call('add-1', 'portfolio.add', { lines: [line], atomic: true })
      return { ok: result.ok, revision: await event }
    }, ADDRESS)
    expect(heard).toEqual({ ok: true, revision: expect.any(Number) as number })
    await expect.poll(() => page.locator('body').innerText()).toContain('1 address')
  })

  it.each(REQUEST_NAMES)('answers a hostile input for %s with invalid_input', async (name) => {
    const { app, windowId } = await sharedApp()
    const hostile = { ...JSON.parse('{"__proto__":{"x":1}}'), lines: 'x'.repeat(3_000), url: 5, extra: true }
    for (const input of [hostile, 'text', 7, [null]]) {
      const answer = await app.ask('invoke', windowId, OWN_FRAME, 'rpc:call', ['h', name, input])
      expect(answer).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
    }
  })

  it.each([
    [[]],
    [[7, 'portfolio.list', {}]],
    [['a', 7, {}]],
    [['a', '__proto__', {}]],
    [['a'.repeat(101), 'portfolio.list', {}]],
  ])('answers the malformed call %j with invalid_input', async (args: unknown[]) => {
    const { app, windowId } = await sharedApp()
    const answer = await app.ask('invoke', windowId, OWN_FRAME, 'rpc:call', args)
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
  })

  it.each([
    ['a sub-frame of the page', { ...OWN_FRAME, main: false }],
    ['a page of another host', { url: 'app://bundle.evil/index.html', main: true }],
    ['a page of the web', { url: 'https://bundle/index.html', main: true }],
    ['an empty page', { url: 'about:blank', main: true }],
  ])('rejects a call of %s', async (_what, frame) => {
    const { app, windowId } = await sharedApp()
    const call = app.ask('invoke', windowId, frame, 'rpc:call', ['a', 'portfolio.list', {}])
    await expect(call).rejects.toThrow('this frame may not call')
  })

  it('denies every permission but writing text to the clipboard, windows and web views', async () => {
    const { app, windowId } = await sharedApp()
    const denied = ['media', 'geolocation', 'notifications', 'clipboard-read', 'hid', 'openExternal']
    for (const name of denied) {
      expect(await app.ask('permissions', name)).toEqual({ request: false, check: false })
    }
    const allowed = await app.ask('permissions', 'clipboard-sanitized-write')
    expect(allowed).toEqual({ request: true, check: true })
    expect(await app.ask('windowOpen', windowId, 'app://bundle/index.html')).toBe('deny')
    expect(await app.ask('attachesWebview', windowId)).toBe(false)
  })

  it.each([
    ['app://bundle/../main/main.js', 'GET', 404],
    ['app://bundle/assets/%2e%2e%2fmain.js', 'GET', 403],
    ['app://bundle/..%5cmain.js', 'GET', 403],
    ['app://bundle/nothing.js', 'GET', 404],
    ['app://bundle/index.html', 'POST', 405],
    ['app://bundle/index.html', 'HEAD', 405],
  ])('has nothing for %s by %s', async (url, method, status) => {
    const { app, windowId } = await sharedApp()
    const request = { url, method, navigation: false, byPage: true }
    expect(await app.ask('request', windowId, request)).toMatchObject({ kind: 'reply', status })
  })

  it.each(['https://example.org/', 'http://127.0.0.1:1/', 'file:///etc/passwd', 'app://other/x', 'wss://a/'])(
    'cancels a request to %s, and keeps the page from going there',
    async (url) => {
      const { app, windowId } = await sharedApp()
      const request = { url, method: 'GET', navigation: false, byPage: true }
      expect(await app.ask('request', windowId, request)).toEqual({ kind: 'cancelled' })
      const navigation = { ...request, navigation: true }
      expect(await app.ask('request', windowId, navigation)).toEqual({ kind: 'prevented' })
    },
  )

  it.each([
    ['is cancelled by the page', (page: Page) => page.evaluate(() => window.tidemark?.cancel('slow'))],
    ['belongs to a page that is loaded anew', (page: Page) => page.reload()],
    ['belongs to a page that crashes', (_page: Page, crash: () => Promise<unknown>) => crash()],
  ])('aborts a call that %s', async (_what, end) => {
    const { app, page, windowId } = await open({ online: true })
    const node = await silentServer()
    const input = { url: node.url, auth: { kind: 'password', user: 'u', password: 'p' } }
    const answer = app.ask('invoke', windowId, OWN_FRAME, 'rpc:call', ['slow', 'node.test', input])
    await node.asked
    await end(page, () => app.ask('rendererGone', windowId))
    expect(await answer).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  })

  it('stays on its page when the page tries to leave', async () => {
    const { page, blocked } = await open()
    const before = page.url()
    await page.evaluate(() => window.location.assign('https://evil.example/?secret'))
    await expect.poll(() => blocked).toContain('https://evil.example/?secret')
    expect(page.url()).toBe(before)
  })

  it('has a menu without reload, whose entries reach the page', async () => {
    const { app, page } = await open()
    const labels = (await app.ask('menuLabels')).flat()
    expect(labels).toEqual(
      expect.arrayContaining(['Add addresses…', 'Settings…', 'Quit Tidemark', 'Copy', 'Zoom In']),
    )
    expect(labels.filter((label) => /reload|devtools/i.test(label))).toEqual([])
    await app.ask('clickMenu', 'Settings…')
    await page.getByRole('main', { name: 'Settings' }).waitFor()
    await app.ask('clickMenu', 'Dark')
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark')
    await app.ask('clickMenu', 'Save a backup…')
    await page.getByRole('radio', { name: 'Backup of everything of your own', checked: true }).waitFor()
  })

  it("opens no second app on the same data folder and says in the system's language who has it", async () => {
    const { dataDir } = await open()
    const { app: second } = await start({
      args: ['--data-dir', dataDir],
      env: { STAND_IN_LANGUAGE: 'zh-CN' },
    })
    expect(await second.ended).toBe(1)
    expect(second.errors).toEqual([expect.stringMatching(/^数据文件夹 .* 正被 the app（进程 /)])
  })

  it('leaves at once when another instance has the lock', async () => {
    const { app } = await start({ env: { STAND_IN_SECOND: '1' } })
    expect(await app.ended).toBe(0)
    expect(app.errors).toEqual([])
  })

  it('says what is wrong with its options and ends with 2', async () => {
    const { app } = await start({ args: ['--stale-after', 'never'] })
    expect(await app.ended).toBe(2)
    expect(app.errors).toEqual(['--stale-after must be a whole number of blocks from 1 to 1000000.'])
  })

  it('stops the host and frees the data folder when its last window closes', async () => {
    const { app, windowId, dataDir } = await open()
    await app.ask('closeWindow', windowId)
    expect(await app.ended).toBe(0)
    const { app: next } = await start({ args: ['--data-dir', dataDir] })
    expect(await next.openPage(browser)).toMatchObject({ windowId: 1 })
  })

  it.each([
    ['gnome_libsecret', true],
    ['basic_text', false],
  ])('keeps a node password with the keyring %s: %s, and never in plain text', async (keyring, kept) => {
    const { app, windowId, dataDir } = await open({ env: { STAND_IN_KEYRING: keyring } })
    const auth = { kind: 'password', user: 'u', password: 'hunter2' }
    const input = { url: 'http://127.0.0.1:1', auth }
    const answer = await app.ask('invoke', windowId, OWN_FRAME, 'rpc:call', ['s', 'settings.setNode', input])
    expect(answer).toMatchObject({ ok: true })
    expect(JSON.stringify(answer)).not.toContain('hunter2')
    const file = join(dataDir, 'electron', 'secrets.json')
    const stored = await readFile(file, 'utf8').catch(() => null)
    expect(stored !== null).toBe(kept)
    expect(stored ?? '').not.toContain('hunter2')
  })

  it('removes the logins that the keyring keeps, too, at the start after everything was to be removed', async () => {
    const { app, windowId, dataDir } = await open()
    const auth = { kind: 'password', user: 'u', password: 'hunter2' }
    const calls = [
      ['settings.setNode', { url: 'http://127.0.0.1:1', auth }],
      ['data.wipe', { plan: { settings: true, copies: true }, confirm: 'regtest' }],
    ]
    for (const [name, input] of calls)
      expect(await app.ask('invoke', windowId, OWN_FRAME, 'rpc:call', ['w', name, input])).toMatchObject({
        ok: true,
      })
    const file = join(dataDir, 'electron', 'secrets.json')
    expect(await readFile(file, 'utf8')).toContain('node-password')
    await app.close()
    const { app: next } = await start({ args: ['--data-dir', dataDir] })
    await next.openPage(browser)
    await expect(readFile(file)).rejects.toThrow('ENOENT')
  })

  /** A node that takes the connection and never answers. */
  async function silentServer() {
    const asked = Promise.withResolvers<void>()
    const server = createServer((socket) => {
      socket.on('error', () => undefined) // the client goes away, which is the point
      socket.once('data', () => asked.resolve())
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: asked.promise } // it is TCP
  }

  let shared: ReturnType<typeof openShared> | undefined

  /** One app for the tests that change nothing in it. */
  function sharedApp() {
    shared ??= openShared()
    return shared
  }

  async function openShared() {
    const dataDir = await mkdtemp(join(tmpdir(), 'tidemark-shell-'))
    const app = await startStandIn({ args: ['--data-dir', dataDir, '--network', 'regtest', '--offline'] })
    const { page, windowId } = await app.openPage(browser)
    return {
      app,
      windowId,
      async close() {
        await page.close()
        await app.close()
        await rm(dataDir, { recursive: true, force: true })
      },
    }
  }

  afterAll(async () => {
    await (await shared)?.close()
  })
})
