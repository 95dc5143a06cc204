import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openSettings } from '../../../electron/services/settings-service.ts'

const FIRST_FORM = {
  version: 1,
  node: { url: 'http://127.0.0.1:8332', auth: { kind: 'password', user: 'ada' } },
  providers: ['https://example.org/api', 'tls://example.org:50002', 'http://10.0.0.5:3000'],
  offline: true,
  staleAfterBlocks: 500,
}

async function folder(text?: string): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'tidemark-settings-'))
  onTestFinished(() => rm(made, { recursive: true }))
  if (text !== undefined) await writeFile(join(made, 'settings.json'), text)
  return made
}

const writable = { settingsWritable: true }

describe('the settings', () => {
  it('of the first form keep everything, and take a provider that was added then as consented to', async () => {
    const settings = await openSettings(await folder(JSON.stringify(FIRST_FORM)), writable)
    const { providers, offline, staleAfterBlocks, node, privacy, proxy } = settings.current()
    expect(providers.map(({ url, tier, consent }) => [url, tier, consent])).toEqual([
      ['https://example.org/api', 'public', true],
      ['tls://example.org:50002', 'public', true],
      ['http://10.0.0.5:3000', 'own-server', true],
    ])
    expect({ offline, staleAfterBlocks, privacy, proxy }).toEqual({
      offline: true,
      staleAfterBlocks: 500,
      privacy: { limit: null, groups: {}, sampleConsented: false },
      proxy: null,
    })
    expect(node?.url).toBe('http://127.0.0.1:8332')
  })

  it('refuse a damaged file and leave it as it is', async () => {
    const dir = await folder('{"version":2,"providers":7}')
    await expect(openSettings(dir, writable)).rejects.toMatchObject({ code: 'storage' })
    expect(await readFile(join(dir, 'settings.json'), 'utf8')).toBe('{"version":2,"providers":7}')
  })

  it('come back as they were said', async () => {
    const dir = await folder()
    const settings = await openSettings(dir, writable)
    await settings.setProviders([
      { url: 'https://example.org/api/', consent: false, tier: 'own-server' },
      { url: 'https://example.org/api', consent: true },
      { url: 'tls://abc.example.org:50002', consent: true, proxy: true },
    ])
    await settings.setPool({ rotation: 'ranked', deadlineMs: 5_000, cacheTtlS: 0 })
    await settings.setPrivacy({
      limit: 'tor',
      groups: [{ group: '__proto__', limit: 'own-node' }],
      sampleConsented: true,
    })
    await settings.setProxy(' SOCKS5://127.0.0.1:9050/ ')
    const view = (await openSettings(dir, writable)).view()
    expect(
      view.providers.map(({ url, tier, tierSaid, consent, proxy }) => [url, tier, tierSaid, consent, proxy]),
    ).toEqual([
      ['https://example.org/api', 'own-server', true, false, false],
      ['tls://abc.example.org:50002', 'tor', false, true, true],
    ])
    expect(view.pool).toEqual({ rotation: 'ranked', deadlineMs: 5_000, cacheTtlS: 0 })
    expect(Object.entries(view.privacy.groups)).toEqual([['__proto__', 'own-node']])
    const { limit, sampleConsented } = view.privacy
    expect([limit, sampleConsented, view.proxy]).toEqual(['tor', true, 'socks5://127.0.0.1:9050'])
  })

  it('do not store what only this run was given', async () => {
    const dir = await folder()
    const run = await openSettings(dir, { ...writable, rotation: 'ranked', limit: 'own-server' })
    expect(run.view().fixedByCommandLine).toEqual(['rotation', 'limit'])
    await run.setPool({ ...run.view().pool, cacheTtlS: 5 })
    await run.setPrivacy({ limit: run.view().privacy.limit, groups: [{ group: 'a', limit: 'tor' }] })
    const next = (await openSettings(dir, writable)).view()
    expect(next.pool).toEqual({ rotation: null, deadlineMs: null, cacheTtlS: 5 })
    expect(next.privacy).toEqual({ limit: null, groups: { a: 'tor' }, sampleConsented: false })
  })

  it.each([
    'http://127.0.0.1:9050',
    'socks5://user:pass@127.0.0.1:9050',
    'socks5://127.0.0.1',
    'socks5://h:0',
    '',
  ])('refuse %j as a proxy and keep the one there was', async (url) => {
    const settings = await openSettings(await folder(), writable)
    await settings.setProxy('socks5://127.0.0.1:9050')
    await expect(settings.setProxy(url)).rejects.toMatchObject({ code: 'invalid_input' })
    expect(settings.view().proxy).toBe('socks5://127.0.0.1:9050')
  })

  it('refuse the tier Tor for a provider that is not reached through the proxy', async () => {
    const settings = await openSettings(await folder(), writable)
    const direct = settings.setProviders([{ url: 'https://example.org', consent: true, tier: 'tor' }])
    await expect(direct).rejects.toMatchObject({ code: 'invalid_input' })
    expect(settings.view().providers).toEqual([])
  })

  it('keep every change of several that are made at once, and leave no draft behind', async () => {
    const dir = await folder()
    const settings = await openSettings(dir, writable)
    await Promise.all([
      settings.setPrivacy({ limit: 'own-node', groups: [] }),
      settings.setOffline(true),
      settings.setStaleAfter(77),
      settings.setNode({ url: 'http://127.0.0.1:8332', auth: { kind: 'cookie', file: '/c' } }),
      settings.setProxy('socks5://127.0.0.1:9050'),
    ])
    const said = { offline: true, staleAfterBlocks: 77, proxy: 'socks5://127.0.0.1:9050' }
    expect(settings.view()).toMatchObject(said)
    const next = (await openSettings(dir, writable)).view()
    expect(next).toMatchObject({ ...said, privacy: { limit: 'own-node' } })
    expect(next.node?.url).toBe('http://127.0.0.1:8332')
    expect(await readdir(dir)).toEqual(['settings.json'])
  })

  it('take further changes after one that could not be written', async () => {
    const dir = await folder()
    const settings = await openSettings(dir, writable)
    await rm(dir, { recursive: true })
    await expect(settings.setOffline(true)).rejects.toThrow()
    expect(settings.view().offline).toBe(false)
    await mkdir(dir)
    await settings.setStaleAfter(9)
    expect((await openSettings(dir, writable)).view()).toMatchObject({ offline: false, staleAfterBlocks: 9 })
  })

  it.each([
    ['own-node', 'public', 'own-node'],
    ['public', 'own-server', 'own-server'],
    [null, 'tor', 'tor'],
  ] as const)(
    'that limit everything to %s stand beside a run limited to %s: %s holds',
    async (kept, given, holds) => {
      const dir = await folder()
      await (await openSettings(dir, writable)).setPrivacy({ limit: kept, groups: [] })
      const run = await openSettings(dir, { ...writable, limit: given })
      expect([run.current().privacy.limit, run.view().privacy.limit]).toEqual([holds, holds])
      expect(run.view().fixedByCommandLine).toEqual(['limit'])
    },
  )

  it('take no word of a file for Tor where a provider is reached directly', async () => {
    const lying = { url: 'https://example.org/api', tier: 'tor', consent: true, proxy: false }
    const form = { version: 2, node: null, offline: false, staleAfterBlocks: 5, proxy: null }
    const rest = {
      pool: { rotation: null, deadlineMs: null, cacheTtlS: null },
      privacy: { limit: 'tor', groups: [] },
    }
    const text = JSON.stringify({
      ...form,
      ...rest,
      providers: [lying, { ...lying, url: 'https://example.net', proxy: true }],
    })
    const damaged = await openSettings(await folder(text), writable)
    expect(damaged.current().providers.map(({ tier, proxy }) => [tier, proxy])).toEqual([
      ['public', false],
      ['tor', true],
    ])
  })

  it('go through the proxy of a run with all their providers, and do not store that', async () => {
    const dir = await folder()
    const before = await openSettings(dir, writable)
    const [direct, torified] = ['https://example.org/api', 'https://example.net/api']
    await before.setProviders([
      { url: direct, consent: true },
      { url: torified, consent: true, proxy: true },
    ])
    const run = await openSettings(dir, { ...writable, proxy: 'socks5://127.0.0.1:9050' })
    const ways = (settings: typeof run) =>
      settings.current().providers.map(({ tier, proxy }) => [tier, proxy])
    expect(ways(run)).toEqual([
      ['tor', true],
      ['tor', true],
    ])
    await run.setProviders(run.view().providers.map(({ url, consent, proxy }) => ({ url, consent, proxy })))
    expect(ways(await openSettings(dir, writable))).toEqual([
      ['public', false],
      ['tor', true],
    ])
  })
})
