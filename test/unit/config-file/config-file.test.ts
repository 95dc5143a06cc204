import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { configFileIn } from '../../../electron/config.ts'
import { loadConfigFile, loadConfigFileIfAny } from '../../../electron/config-file.ts'
import { say, worded } from '../../../shared/said.ts'
import { btc, errorOf, folder, load } from './ground.ts'

const ISSUE_EXAMPLE = `blockchain:
  chains:
    btc:
      chain_id: 1
      name: "Bitcoin"
      symbol: "BTC"
      decimals: 8
      enabled: true
      rpc_urls:
        - "http://127.0.0.1:8332"
        - "https://blockstream.info/api"
        - "https://mempool.space/api"
      username: "bitcoin"
      password: "bitcoin123"
`

describe('a config file', () => {
  it('is read with its URLs in the order of preference', async () => {
    const { btc: chain, notices } = await load(ISSUE_EXAMPLE)
    expect(chain.rpcUrls).toEqual([
      { url: 'http://127.0.0.1:8332', role: null, line: 10 },
      { url: 'https://blockstream.info/api', role: null, line: 11 },
      { url: 'https://mempool.space/api', role: null, line: 12 },
    ])
    expect(chain).toMatchObject({ chainId: 1, name: 'Bitcoin', symbol: 'BTC', decimals: 8, enabled: true })
    expect(chain.login?.kind === 'password' && chain.login.password.reveal()).toBe('bitcoin123')
    expect(notices).toEqual([])
  })

  it('leaves what it does not say to the settings, except that the network is main and enabled is true', async () => {
    const { btc: chain } = await load(btc('name: Bitcoin'))
    expect(chain).toEqual({
      chainId: null,
      name: 'Bitcoin',
      symbol: null,
      decimals: null,
      enabled: true,
      network: 'main',
      rpcUrls: null,
      login: null,
      staleAfterBlocks: null,
      timeoutMs: null,
      retries: null,
      cacheTtlS: null,
      rotation: null,
      tier: null,
    })
  })

  it('takes every optional key', async () => {
    const text = btc(
      'enabled: false',
      'stale_after_blocks: 144',
      'timeout_ms: 5000',
      'retries: 2',
      'cache_ttl_s: 0',
      'rotation: ranked',
      'tier: own-server',
      'network: signet',
      'rpc_urls: []',
    )
    expect((await load(text)).btc).toMatchObject({
      enabled: false,
      staleAfterBlocks: 144,
      timeoutMs: 5_000,
      retries: 2,
      cacheTtlS: 0,
      rotation: 'ranked',
      tier: 'own-server',
      network: 'signet',
      rpcUrls: [],
    })
  })

  it('takes a URL as an object that marks it as the node, and Electrum URLs', async () => {
    const text = btc(
      'rpc_urls:',
      '  - url: https://node.example:8332/',
      '    role: node',
      '  - { url: "http://10.0.0.5:8332", role: node }',
      '  - ssl://electrum.example:50002',
      '  - tcp://127.0.0.1:50001',
    )
    expect((await load(text)).btc.rpcUrls).toEqual([
      { url: 'https://node.example:8332', role: 'node', line: 5 },
      { url: 'http://10.0.0.5:8332', role: 'node', line: 7 },
      { url: 'tls://electrum.example:50002', role: null, line: 8 },
      { url: 'tcp://127.0.0.1:50001', role: null, line: 9 },
    ])
  })

  it('takes the API key of a server from a file beside it, hidden in whatever is printed', async () => {
    const dir = await folder()
    await writeFile(join(dir, 'key'), 'k3y-of-a-server\n', { mode: 0o644 })
    const file = join(dir, 'config.yaml')
    await writeFile(file, btc('rpc_urls:', '  - { url: "https://a.example", api_key_file: key }'))
    const config = await loadConfigFile(file)
    expect(config.btc.rpcUrls?.[0]?.apiKey?.reveal()).toBe('k3y-of-a-server')
    expect(config.notices).toMatchObject([{ line: 5, text: expect.stringContaining('chmod 600') }])
    expect(JSON.stringify(config) + inspect(config, { depth: 9 })).not.toContain('k3y-of')
  })

  it('ignores other chains and says so by line', async () => {
    const { notices } = await load(`${btc('name: Bitcoin')}    eth:\n      anything: [goes]\n`)
    expect(notices).toEqual([{ line: 5, ...worded(say('config_chain', { name: 'eth' })) }])
  })

  it('takes a URL that stands there twice once and says so', async () => {
    const { btc: chain, notices } = await load(
      btc('rpc_urls:', '  - https://a.example/api', '  - https://A.example/api/'),
    )
    expect(chain.rpcUrls).toHaveLength(1)
    expect(notices).toMatchObject([{ line: 6 }])
  })

  it('reads the password from its file, relative to its own folder', async () => {
    const dir = await folder()
    await writeFile(join(dir, 'node-password'), 'hunter2 \n', { mode: 0o600 })
    await writeFile(join(dir, 'config.yaml'), btc('username: tidemark', 'password_file: node-password'), {
      mode: 0o644,
    })
    const { btc: chain, notices } = await loadConfigFile(join(dir, 'config.yaml'))
    expect(chain.login?.kind === 'password' && chain.login.password.reveal()).toBe('hunter2 ')
    expect(notices).toEqual([]) // the config file itself holds no password
  })

  it('names the cookie without reading it, with ~ for the home folder', async () => {
    const { login } = (await load(btc('cookie_file: ~/.bitcoin/.cookie'))).btc
    expect(login).toEqual({ kind: 'cookie', file: join(homedir(), '.bitcoin/.cookie') })
  })

  it.skipIf(process.platform === 'win32')(
    'is used with a warning when others may read a password in it, or its password file',
    async () => {
      const inline = await load(ISSUE_EXAMPLE, 0o644)
      expect(inline.notices).toMatchObject([{ line: 14, text: expect.stringContaining('chmod 600') }])
      const dir = await folder()
      await writeFile(join(dir, 'pw'), 'hunter2')
      await chmod(join(dir, 'pw'), 0o640)
      await writeFile(join(dir, 'config.yaml'), btc('username: u', 'password_file: pw'))
      const { notices } = await loadConfigFile(join(dir, 'config.yaml'))
      expect(notices).toMatchObject([{ line: 5, text: expect.stringContaining('chmod 600') }])
    },
  )

  it('warns that a comment may have cut an unquoted password', async () => {
    const { btc: chain, notices } = await load(btc('username: u', 'password: abc #def'))
    expect(chain.login?.kind === 'password' && chain.login.password.reveal()).toBe('abc')
    expect(notices).toMatchObject([{ line: 5, text: expect.stringContaining('in quotes') }])
    expect((await load(btc('username: u', 'password: "abc #def" # mine'))).notices).toEqual([])
  })

  it('is looked for in the data folder and need not be there', async () => {
    const dir = await folder()
    expect(await loadConfigFileIfAny(configFileIn(dir))).toBeNull()
    await writeFile(configFileIn(dir), btc('retries: 1'))
    expect((await loadConfigFileIfAny(configFileIn(dir)))?.btc.retries).toBe(1)
  })

  it('fails when it was named and is not there, is a folder, too large or not text', async () => {
    const dir = await folder()
    await mkdir(join(dir, 'folder'))
    expect((await errorOf(loadConfigFile(join(dir, 'absent')))).message).toContain('ENOENT')
    expect((await errorOf(loadConfigFile(join(dir, 'folder')))).message).toContain('not a file')
    expect((await errorOf(load(`#${'x'.repeat(262_144)}`))).message).toContain('256 kB')
    expect((await load(`${btc('retries: 1')}#${'x'.repeat(262_000)}`)).btc.retries).toBe(1)
    expect((await errorOf(load(new Uint8Array([0x61, 0xff, 0xfe])))).message).toContain('UTF-8')
  })
})

describe('the example in docs', () => {
  it('is a config file, and stays one when the keys shown behind # are used', async () => {
    const text = await readFile(new URL('../../../docs/config.example.yaml', import.meta.url), 'utf8')
    const { btc: chain, notices } = await load(text)
    expect(chain.rpcUrls?.map(({ role }) => role)).toEqual(['node', null, null])
    expect(notices).toEqual([])
    const login = /^ *(?:cookie_file|# username|# password_file):.*\n/gm
    const all = await load(text.replace(login, '').replace(/^( +)# ([a-z_]+: |- ")/gm, '$1$2'))
    expect(all.btc).toMatchObject({ rotation: 'private', tier: 'public', retries: 2, cacheTtlS: 60 })
    expect(all.btc.rpcUrls).toHaveLength(4)
  })
})
