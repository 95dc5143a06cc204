import { chmod, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultCookie } from '../../../electron/cli/node-option.ts'
import { run } from './run.ts'

const list = { 'portfolio.list': () => Promise.resolve([]) }

/** The options that the host is given for `list` with these arguments. */
async function optionsOf(...argv: readonly string[]) {
  const { host, code, stderr } = await run([...argv, 'list'], list)
  expect(stderr + code).toContain('0')
  return host.options
}

async function passwordFile(text: string, mode = 0o600): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'tidemark-cli-')), 'password')
  await writeFile(file, text)
  await chmod(file, mode)
  return file
}

describe('the options of the command line', () => {
  it('leave everything as stored when none is given', async () => {
    expect(Object.keys((await optionsOf()) ?? {}).toSorted()).toEqual([
      'access',
      'follow',
      'purpose',
      'settingsWritable',
      'version',
    ])
  })

  it('reach the host, before and after the command alike', async () => {
    const given = ['--network', 'signet', '--stale-after=12', '--offline', '--data-dir', '/data']
    const providers = ['--provider', 'https://a.example/api', '--provider', 'http://127.0.0.1:3000']
    const expected = {
      network: 'signet',
      staleAfterBlocks: 12,
      offline: true,
      dataDir: '/data',
      providers: ['https://a.example/api', 'http://127.0.0.1:3000'],
    }
    const after = await run(['list', ...given, ...providers], list)
    expect(await optionsOf(...given, ...providers)).toMatchObject(expected)
    expect(after.host.options).toMatchObject(expected)
  })

  it('say how far addresses may go, and through which proxy', async () => {
    const options = await optionsOf('--tier', 'own-server', '--proxy', 'socks5h://LocalHost:9050/')
    expect(options).toMatchObject({ limit: 'own-server', proxy: 'socks5://localhost:9050' })
  })

  it.each([
    ['--tier', 'everywhere', '--tier must be one of own-node, own-server, tor, public.'],
    ['--proxy', 'http://127.0.0.1:9050', '--proxy: A proxy is written like socks5://127.0.0.1:9050'],
    ['--proxy', 'socks5://user:secret@127.0.0.1:9050', '--proxy: A proxy is written like'],
  ])('refuse %s %s', async (option, value, text) => {
    const ran = await run([option, value, 'list'], list)
    expect(ran.code).toBe(2)
    expect(ran.stderr).toContain(text)
    expect(ran.stderr).not.toContain('secret')
  })

  it('take a node with its cookie file', async () => {
    const options = await optionsOf('--node', 'http://10.0.0.1:8332', '--node-cookie', '/c/.cookie')
    expect(options?.node).toEqual({
      url: 'http://10.0.0.1:8332',
      auth: { kind: 'cookie', file: '/c/.cookie' },
    })
  })

  it.each([
    ['main', '/home/someone/.bitcoin/.cookie'],
    ['testnet4', '/home/someone/.bitcoin/testnet4/.cookie'],
    ['signet', '/home/someone/.bitcoin/signet/.cookie'],
    ['regtest', '/home/someone/.bitcoin/regtest/.cookie'],
  ])('look for the cookie of %s where Bitcoin Core puts it', async (network, file) => {
    const options = await optionsOf('--node', 'http://127.0.0.1:1', '--network', network)
    expect(options?.node?.auth).toEqual({ kind: 'cookie', file })
  })

  it('know the places of the cookie on macOS and Windows', () => {
    const around = { homeDir: '/Users/a', env: {}, warn: () => undefined }
    expect(defaultCookie('main', { ...around, platform: 'darwin' })).toBe(
      '/Users/a/Library/Application Support/Bitcoin/.cookie',
    )
    const windows = { ...around, platform: 'win32', env: { LOCALAPPDATA: 'C:\\Local' } } as const
    expect(defaultCookie('regtest', windows)).toBe('C:\\Local\\Bitcoin\\regtest\\.cookie')
  })

  it('read the password from its file without the line end, and never show it', async () => {
    const file = await passwordFile('hunter2\n')
    const ran = await run(['list', '--node-user', 'u', '--node-password-file', file], list)
    expect(ran.host.options?.node).toEqual({
      url: 'http://127.0.0.1:8332',
      auth: { kind: 'password', user: 'u', password: 'hunter2' },
    })
    expect(ran.stdout + ran.stderr).not.toContain('hunter2')
    expect(ran.stderr).not.toContain('chmod')
  })

  it('warn of a password file that others can read, and use it all the same', async () => {
    const file = await passwordFile('hunter2', 0o644)
    const ran = await run(['list', '--node-user', 'u', '--node-password-file', file], list)
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('chmod 600') as string })
  })

  it.each([
    ['no command', [], 'No command given.'],
    ['an unknown command', ['fetch'], 'There is no command "fetch".'],
    ['an unknown option', ['list', '--verbose'], 'There is no option --verbose.'],
    ['an option of another command', ['list', '--refresh'], 'The command "list" does not take --refresh.'],
    ['an option without its value', ['list', '--network'], 'its value is missing'],
    ['a value for a switch', ['list', '--offline=yes'], 'The option --offline is used wrongly'],
    ['an unknown network', ['list', '--network', 'testnet3'], '--network must be one of'],
    ['a node URL without a scheme', ['list', '--node', '127.0.0.1:8332'], '--node must be an http'],
    [
      'a provider that is a file',
      ['list', '--provider', 'file:///etc'],
      '--provider: a provider URL starts with https://',
    ],
    ['0 blocks', ['list', '--stale-after', '0'], '--stale-after must be a whole number'],
    ['blocks that are no number', ['list', '--stale-after', '1e3'], '--stale-after must be a whole number'],
    ['a user without a password file', ['list', '--node-user', 'u'], 'belong together'],
    ['a password file without a user', ['list', '--node-password-file', '/f'], 'belong together'],
    ['a cookie and a user', ['list', '--node-cookie', '/c', '--node-user', 'u'], 'not both'],
    [
      'a password file that is not there',
      ['list', '--node-user', 'u', '--node-password-file', '/no'],
      'ENOENT',
    ],
    ['arguments after list', ['list', 'x'], 'takes no arguments'],
    ['add without an address', ['add'], 'at least one address'],
    ['remove without an address', ['remove'], 'at least one address'],
    ['archive without an address', ['archive'], 'at least one address'],
    ['sync without --once', ['sync'], 'sync --once'],
    ['a port that is none', ['serve', '--port', '70000'], '--port must be a number'],
  ])('exit 2 on %s, before anything is opened', async (_what, argv, message) => {
    const ran = await run(argv)
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) as string })
    expect(ran.host.options).toBeNull()
  })

  it.each([
    ['a key in place of a command', ['5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ']],
    ['a password in a node URL', ['list', '--node', 'http://u:5Hue@127.0.0.1:1']],
    ['a password as an option', ['list', '--node-password=5Hue']],
    ['a password as the value of a switch', ['list', '--json=5Hue']],
  ])('do not repeat %s', async (_what, argv) => {
    const ran = await run(argv)
    expect(ran.code).toBe(2)
    expect(ran.stdout + ran.stderr).not.toContain('5Hue')
  })

  it.each([['--help'], ['-h'], ['help'], ['add', '--help']])(
    'print the help on stdout for %s',
    async (...argv) => {
      const ran = await run(argv)
      expect(ran).toMatchObject({
        code: 0,
        stderr: '',
        stdout: expect.stringContaining('Usage: tidemark') as string,
      })
    },
  )

  it('print the version', async () => {
    expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
