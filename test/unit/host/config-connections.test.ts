import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createHost } from '../../../electron/host.ts'
import type { HostOptions } from '../../../electron/host-types.ts'
import { silentLog } from '../../../electron/log.ts'
import { DEFAULT_SETTINGS } from '../../../electron/services/stored-settings.ts'
import { removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'

let root: string
beforeEach(async () => {
  root = await temporaryFolder()
  return () => removeFolder(root)
})

/** A bitcoind as far as its refusals go, and how often anybody connected to it. */
async function bitcoind() {
  let connections = 0
  const server = createServer(({ method, url }, response) => {
    if (method === 'GET')
      response.writeHead(url === '/' ? 405 : 404).end('JSONRPC server handles only POST requests')
    else response.writeHead(401, { 'www-authenticate': 'Basic realm="jsonrpc"' }).end()
  })
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
  return { url: `http://127.0.0.1:${port}`, connections: () => connections }
}

/** Opens a host on a config file with these URLs and a login, gives what it says of itself, and closes it. */
async function start(
  urls: readonly string[],
  options: Partial<HostOptions> = {},
  more: readonly string[] = [],
) {
  const lines = [
    `rpc_urls: ${JSON.stringify(urls)}`,
    'network: regtest',
    'username: u',
    'password: p',
    ...more,
  ]
  const configFile = join(root, 'config.yaml')
  const text = ['blockchain:', '  chains:', '    btc:', ...lines.map((line) => `      ${line}`), ''].join(
    '\n',
  )
  await writeFile(configFile, text, { mode: 0o600 })
  const fixed = {
    access: 'own',
    follow: false,
    settingsWritable: true,
    purpose: 'a test',
    version: '0',
  } as const
  const host = await createHost(
    { network: 'regtest', dataDir: root, configFile, ...fixed, ...options },
    { log: silentLog },
  )
  const reply = await host.router.call('settings.get', {}, new AbortController().signal)
  const snapshot = await host.router.call('app.snapshot', {}, new AbortController().signal)
  await host.stop()
  if (!reply.ok) throw new Error(reply.error.message)
  const { node, providers } = reply.value as { node: { url: string } | null; providers: { url: string }[] }
  return {
    node: node?.url,
    providers: providers.map(({ url }) => url),
    notices: (host.notices ?? []).map(({ text }) => text),
    snapshot,
  }
}

describe('a config file that does not say which URL is the node', () => {
  const named = { url: 'http://127.0.0.1:1', auth: { kind: 'password', user: 'a', password: 'b' } } as const

  it.each<[string, Partial<HostOptions>, readonly string[]]>([
    ['--offline', { offline: true }, []],
    ['enabled: false', {}, ['enabled: false']],
    ['--tier own-node', { limit: 'own-node' }, []],
    ['tier: own-node', {}, ['tier: own-node']],
    ['--node', { node: named }, []],
    ['--node and --provider', { node: named, providers: ['https://example.org/api'] }, []],
    ['a command that only writes down', { asksNobody: true }, []],
    ['a command that reads', { access: 'read' }, []],
  ])('connects to nobody at the start with %s', async (_name, options, more) => {
    const asked = await bitcoind()
    if (options.access === 'read') await start([], { offline: true })
    await start([asked.url], options, more)
    expect(asked.connections()).toBe(0)
  })

  it.each([
    ['the switch', { offline: true }],
    ['the limit', { privacy: { limit: 'own-node' as const, groups: [] } }],
  ])('connects to nobody at the start where %s of the settings forbids it', async (_name, stored) => {
    const asked = await bitcoind()
    await start([], { offline: true })
    await writeFile(
      join(root, 'regtest', 'settings.json'),
      JSON.stringify({ ...DEFAULT_SETTINGS, ...stored }),
    )
    await start([asked.url])
    expect(asked.connections()).toBe(0)
  })

  it('has it asked by whoever will use it, and remembers the answer for those who may not ask', async () => {
    const asked = await bitcoind()
    expect(await start([asked.url])).toMatchObject({ node: asked.url, providers: [] })
    const before = asked.connections()
    expect(before).toBeGreaterThan(0)
    for (const options of [{ offline: true }, { limit: 'own-node' }, { access: 'read' }] as const)
      expect(await start([asked.url], options)).toMatchObject({ node: asked.url, providers: [] })
    expect(asked.connections()).toBe(before)
  })

  it('says what to do where a limit forbids to ask', async () => {
    const { url } = await bitcoind()
    const { node, notices, snapshot } = await start([url], { limit: 'own-node' })
    expect(node).toBeUndefined()
    expect(notices.join()).toContain(`role: node`)
    const startNotices = [expect.objectContaining({ text: notices[0] })]
    expect(snapshot).toMatchObject({ ok: true, value: { startNotices } }) // a window has no terminal
    expect((await start([url], { limit: 'own-server' })).notices).toEqual([])
  })
})
