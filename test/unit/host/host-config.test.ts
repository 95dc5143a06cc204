import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { namedConfig, withConfig } from '../../../electron/host-config.ts'
import type { HostOptions } from '../../../electron/host-types.ts'
import { removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'

const OPTIONS: HostOptions = {
  access: 'own',
  follow: false,
  settingsWritable: true,
  purpose: 'a test',
  version: '0.0.0',
}
const NODE = 'http://127.0.0.1:18443'
const PROVIDER = 'https://mempool.space/api'

describe('config.yaml beside the command line', () => {
  let folder: string
  beforeEach(async () => {
    folder = await temporaryFolder()
  })
  afterEach(() => removeFolder(folder))

  /** Merges a file in the data folder with these options; `nodes` are the URLs at which bitcoind asks for a login. */
  async function merge(
    lines: readonly string[],
    options: Partial<HostOptions> = {},
    nodes: readonly string[] = [],
  ) {
    const head = ['blockchain:', '  chains:', '    btc:']
    await writeFile(
      join(folder, 'config.yaml'),
      [...head, ...lines.map((line) => `      ${line}`), ''].join('\n'),
      { mode: 0o600 },
    )
    const asked: string[] = []
    const ask = async (url: string): Promise<boolean> => {
      asked.push(url)
      return nodes.includes(url)
    }
    const finder = { known: () => false, ask }
    const place = {
      network: 'regtest',
      dataDir: folder,
      finder,
      stored: { offline: false, limit: null },
    } as const
    return { asked, ...(await withConfig({ ...OPTIONS, ...options }, null, place)) }
  }
  const urls = [`rpc_urls: ["${NODE}", "${PROVIDER}"]`, 'network: regtest']
  const login = ['username: "u"', 'password: "p"']

  it('is read from the data folder, and asks only where its login may go which URL is the node', async () => {
    const { options, asked } = await merge([...urls, ...login], {}, [NODE])
    expect(options.node).toEqual({ url: NODE, auth: { kind: 'password', user: 'u', password: 'p' } })
    expect(options.providers).toEqual([PROVIDER])
    expect(asked).toEqual([NODE])
    expect(options.rotation).toBe('round-robin')
  })

  it('leaves it to Tidemark how providers take turns that it does not name itself', async () => {
    expect((await merge(['network: regtest'])).options.rotation).toBeUndefined()
    expect((await merge(urls, { providers: ['https://own.example/api'] })).options.rotation).toBeUndefined()
    expect((await merge([...urls, 'rotation: private'])).options.rotation).toBe('private')
  })

  it.each([
    ['own-server', undefined, 'own-server'],
    ['own-server', 'tor', 'own-server'],
    ['public', 'tor', 'tor'],
  ] as const)('limits everything to %s; with a run limited to %s, %s holds', async (said, given, holds) => {
    const options = given === undefined ? {} : { limit: given }
    expect((await merge([...urls, `tier: ${said}`], options)).options.limit).toBe(holds)
  })

  it('gives no login to a URL that did not ask for one', async () => {
    const { options } = await merge([...urls, ...login])
    expect(options.node).toBeUndefined()
    expect(options.providers).toEqual([NODE, PROVIDER])
  })

  it('stands behind what the command line says', async () => {
    const named = { providers: ['https://own.example/api'], staleAfterBlocks: 5, offline: false }
    const { options } = await merge([...urls, 'stale_after_blocks: 50', 'enabled: false'], named)
    expect(options).toMatchObject(named)
  })

  it('sets what the command line leaves open', async () => {
    const { options, pool } = await merge([
      'network: regtest',
      'stale_after_blocks: 50',
      'enabled: false',
      'rotation: ranked',
      'cache_ttl_s: 5',
      'timeout_ms: 700',
    ])
    expect(options).toMatchObject({
      staleAfterBlocks: 50,
      offline: true,
      rotation: 'ranked',
      cacheTtlS: 5,
    })
    expect(options.providers).toBeUndefined()
    expect(pool).toEqual({ timeoutMs: 700, retries: null, namedForOneRun: false })
  })

  it('asks nobody at the start where it says enabled: false', async () => {
    expect((await merge([...urls, ...login, 'enabled: false'], {}, [NODE])).asked).toEqual([])
  })

  it('for another network is left out, with a notice that names it', async () => {
    const { options, notices } = await merge(['network: signet', 'stale_after_blocks: 50'])
    expect(options.staleAfterBlocks).toBeUndefined()
    expect(notices.map(({ text }) => text).join()).toContain('signet')
  })

  it('that was named must be there', async () => {
    const missing = { ...OPTIONS, configFile: join(folder, 'none.yaml') }
    await expect(namedConfig(missing)).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
