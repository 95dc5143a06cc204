/**
 * A run of the app as a service, with every kind of secret, failing servers that repeat what they were sent, and a crash
 * at its end; then a search for each secret in all that the run has left behind.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { projectRoot } from '../../../electron/launch/project-root.ts'
import { DEFAULT_NOTICE_RULES } from '../../../shared/notices.ts'
import { type FakeBitcoind, http, startFakeBitcoind } from '../../fakes/bitcoind-server.ts'
import { type SocksServer, startSocksServer } from '../../fakes/socks5-server.ts'
import { CLI } from '../../ground/cli-ground.ts'
import { postCode } from '../serve/running-server.ts'

const ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'
const TPUB =
  'tpubD6NzVbkrYhZ4XgiXtGrdW5XDAPFCL9h7we1vwNCpn8tGbBcgfVYjXyhWo4E1xkh56hjod1RhGjxbaTLV3X4FyWuejifB9jusQ46QzG87VKp'

const word = (): string => `x${randomBytes(16).toString('hex')}`
const SECRETS = {
  password: word(),
  apiKey: word(),
  cookie: word(),
  typedKey: word(),
  typedPassword: word(),
  proxyLogin: word(),
  webhookToken: word(),
  /** Made by the run, which tells it once. */
  webhookKey: '',
}
/** Kept on purpose, where the system has no keyring: in one file that its owner alone can read. */
const KEPT: Partial<Record<keyof typeof SECRETS, string>> = {
  webhookToken: 'notices.json',
  webhookKey: 'notices.json',
}
const LOGIN = Buffer.from(`watcher:${SECRETS.password}`).toString('base64')

/** What a process shows of itself to everybody on the machine, and what it wrote. */
interface Remains {
  readonly words: string
  readonly files: ReadonlyMap<string, Buffer>
  readonly shown: string
}

describe.skipIf(process.platform !== 'linux')('a run with secrets', () => {
  let root: string
  let node: FakeBitcoind
  /** Leads to the server that fails, and is told a login of its own for each use. */
  let proxy: SocksServer
  let remains: Remains
  const heard: string[] = []
  /** Fails, and repeats everything that it was sent. */
  const echo = createServer((request, response) => {
    const sent = `${request.url} ${JSON.stringify(request.headers)}`
    heard.push(sent)
    response.writeHead(500, { 'content-type': 'text/plain' }).end(`failed: ${sent}`)
  })

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'tidemark-secrets-'))
    node = await startFakeBitcoind()
    node.credentials = `watcher:${SECRETS.password}`
    node.on('scantxoutset', () => http(500, `failed for Basic ${LOGIN} ${SECRETS.password}`))
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
    proxy = await startSocksServer(() => (echo.address() as AddressInfo).port) // it listens on TCP
    remains = await runWithSecrets()
  })
  afterAll(async () => {
    await proxy.close()
    echo.close()
    await rm(root, { recursive: true, force: true })
  })

  async function runWithSecrets(): Promise<Remains> {
    const dataDir = join(root, 'data')
    await mkdir(join(root, 'out', 'renderer'), { recursive: true })
    await writeFile(join(root, 'out', 'renderer', 'index.html'), '<!doctype html>page')
    await writeFile(join(root, 'password'), SECRETS.password, { mode: 0o600 })
    await writeFile(join(root, 'key'), SECRETS.apiKey, { mode: 0o600 })
    await writeFile(join(root, 'cookie'), `__cookie__:${SECRETS.cookie}`, { mode: 0o600 })
    const { port } = echo.address() as AddressInfo // it listens on TCP
    const own = ['serve', '--no-open', '--allow-settings', '--network', 'regtest', '--data-dir', dataDir]
    const login = [
      '--node',
      node.url,
      '--node-user',
      'watcher',
      '--node-password-file',
      join(root, 'password'),
    ]
    const asked = [...login, '--provider', `http://127.0.0.1:${port}`, '--api-key-file', join(root, 'key')]
    const child = spawn(process.execPath, [CLI, ...own, ...asked], {
      env: {
        ...process.env,
        TIDEMARK_LOG: 'info',
        TIDEMARK_OUT_DIR: relative(projectRoot, join(root, 'out')),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const words = wordsOf(child)
    await vi.waitFor(() => expect(words()).toMatch(/#code=/), { timeout: 60_000 })
    const link = new URL(/http:\S+/.exec(words())?.[0] ?? '')
    await useIt(link)
    await node.close() // which the log tells of
    await vi.waitFor(() => expect(words()).toMatch(/"level":\d+/), { timeout: 60_000 })
    const shown = await readFile(`/proc/${child.pid}/cmdline`, 'utf8')
    child.kill('SIGABRT') // no time to tidy up
    await once(child, 'close')
    return { words: words().replaceAll(link.hash, ''), files: await filesIn(dataDir), shown }
  }

  /** Everything that takes a secret, or an address, and fails. */
  async function useIt(link: URL): Promise<void> {
    const port = Number(link.port)
    const session = await postCode(port, link.hash.slice('#code='.length))
    const cookie = (session.headers['set-cookie'] ?? '').split(';', 1)[0] ?? ''
    const socket = new WebSocket(`ws://${link.host}/ws`, { headers: { cookie, origin: link.origin } })
    await once(socket, 'open')
    const results: string[] = []
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8')
      if (text.includes('"reply"')) results.push(text)
    })
    const { url } = node
    const hook = `http://hook.onion/hook/${SECRETS.webhookToken}?token=${SECRETS.webhookToken}`
    const webhook = { url: hook, amounts: false, entries: false }
    const calls: readonly (readonly [string, unknown])[] = [
      ['portfolio.add', { lines: [ADDRESS, `wpkh(${TPUB}/<0;1>/*)`], atomic: false }],
      ['node.test', { url, auth: { kind: 'password', user: 'watcher', password: SECRETS.typedPassword } }],
      ['node.test', { url, auth: { kind: 'cookie', file: join(root, 'cookie') } }],
      ['provider.setKey', { id: `127.0.0.1:${(echo.address() as AddressInfo).port}`, key: SECRETS.typedKey }],
      ['balance.read', { refresh: true }],
      ['settings.setProxy', { url: `socks5://watcher:${SECRETS.proxyLogin}@127.0.0.1:9050` }],
      ['settings.setProxy', { url: `socks5://127.0.0.1:${proxy.port}` }],
      ['provider.test', { url: 'http://server.onion/api', proxy: true }],
      ['notices.setRules', { ...DEFAULT_NOTICE_RULES, webhook: { ...webhook, consent: true } }],
      ['notices.newWebhookKey', {}],
      ['notices.testWebhook', {}],
    ]
    for (const [at, [name, input]] of calls.entries()) {
      socket.send(JSON.stringify({ kind: 'call', id: String(at), name, input }))
      await vi.waitFor(() => expect(results).toHaveLength(at + 1), { timeout: 60_000 })
    }
    SECRETS.webhookKey = /"key":"([0-9a-f]{64})"/.exec(results.join())?.[1] ?? ''
    expect(SECRETS.webhookKey).not.toBe('')
    const told = ['notices.setRules', 'notices.newWebhookKey'] // what was typed, and the key this once
    const others = results.filter((_, at) => !told.includes(calls[at]?.[0] ?? ''))
    for (const secret of Object.values(SECRETS)) expect(others.join('\n')).not.toContain(secret)
    socket.terminate()
  }

  it('really used them: the node let the password in, and asked for it', () => {
    expect(node.asked).toContain('getblockchaininfo')
    expect(heard.length).toBeGreaterThan(0)
    expect(heard.join()).toContain(SECRETS.webhookToken)
    expect(remains.words).toMatch(/"level":\d+/)
    expect(remains.files.size).toBeGreaterThan(0)
  })

  it.each(Object.keys(SECRETS) as (keyof typeof SECRETS)[])(
    'leaves its %s in no log, no file and no argument',
    (name) => {
      const secret = SECRETS[name]
      for (const text of [
        secret,
        Buffer.from(secret).toString('base64'),
        Buffer.from(secret).toString('hex'),
      ]) {
        expect(remains.words).not.toContain(text)
        expect(remains.shown).not.toContain(text)
        const holding = [...remains.files].filter(([, bytes]) => bytes.includes(text)).map(([file]) => file)
        expect(holding.filter((file) => basename(file) !== KEPT[name])).toEqual([])
      }
    },
  )

  it.each(Object.entries(KEPT))('keeps its %s in %s, which nobody else can read', async (name, file) => {
    const path = join(root, 'data', 'regtest', file)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(remains.files.get(path)?.toString()).toContain(SECRETS[name as keyof typeof SECRETS]) // its own keys
  })

  it('leaves no login at the proxy in any log, file or argument', () => {
    const logins = new Set(proxy.targets.flatMap(({ user, password }) => [user, password]))
    expect(new Set(proxy.targets.map(({ host }) => host))).toEqual(new Set(['server.onion', 'hook.onion']))
    for (const login of logins)
      for (const text of [login, Buffer.from(login).toString('base64')]) {
        expect(login).toMatch(/^[0-9a-f]{32}$/) // the form that logs hide
        expect(remains.words).not.toContain(text)
        expect(remains.shown).not.toContain(text)
        for (const bytes of remains.files.values()) expect(bytes.includes(text)).toBe(false)
      }
  })

  it('leaves the login of the node nowhere in the form it was sent', () => {
    expect(remains.words).not.toContain(LOGIN)
    expect([...remains.files.values()].some((bytes) => bytes.includes(LOGIN))).toBe(false)
  })

  it('names no address and no extended key in its log', () => {
    expect(remains.words).not.toContain(ADDRESS)
    expect(remains.words).not.toContain(TPUB.slice(0, 30))
    expect([...remains.files.values()].some((bytes) => bytes.includes(ADDRESS))).toBe(true) // the search finds what is there
  })
})

function wordsOf(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (more: string) => {
      text += more
    })
  return () => text
}

async function filesIn(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = new Map<string, Buffer>()
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name)
    if (entry.isFile()) files.set(file, await readFile(file))
  }
  return files
}
