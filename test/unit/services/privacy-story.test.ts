import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { HostOptions } from '../../../electron/host-types.ts'
import { silentLog } from '../../../electron/log.ts'
import type { ProviderInput } from '../../../shared/ipc/contract.ts'
import type { EsploraServer } from '../../fakes/esplora-server.ts'
import { balanceJson, runTidemark } from '../../ground/cli-ground.ts'
import { openTestHost } from '../../ground/host-ground.ts'
import { removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { ADDRESS, OTHER_ADDRESS, server } from '../sources/provider-ground.ts'

let folder: string
beforeEach(async () => {
  folder = await temporaryFolder()
  return () => removeFolder(folder)
})

/** The host as an app builds it, on the folder of this test. */
async function open(options: Partial<HostOptions> = {}) {
  const { call, close } = await openTestHost(folder, { network: 'main', ...options }, { log: silentLog })
  const add = (address: string, group = '') =>
    call('portfolio.add', { lines: [address], group, atomic: true })
  const refresh = async () => (await call('balance.read', { refresh: true })).readings
  const limits = (
    limit: 'own-server' | 'public' | 'own-node' | null,
    groups: Record<string, 'own-node' | 'public'> = {},
  ) =>
    call('settings.setPrivacy', {
      limit,
      groups: Object.entries(groups).map(([group, of]) => ({ group, limit: of })),
    })
  return { call, add, refresh, limits, close }
}

type Opened = Awaited<ReturnType<typeof open>>

/** A loopback server, said to be a public one. */
const asPublic = ({ url }: { url: string }, consent = true): ProviderInput => ({
  url,
  tier: 'public',
  consent,
})
const set = ({ call }: Opened, ...providers: ProviderInput[]) => call('settings.setProviders', { providers })
/** The addresses that a server was asked about. */
const heard = ({ requests }: EsploraServer): readonly string[] => [
  ...new Set(requests.flatMap(({ path }) => /^\/address\/([^/?]+)/.exec(path)?.[1] ?? [])),
]
const byAddress = (readings: Awaited<ReturnType<Opened['refresh']>>) =>
  new Map(readings.map((reading) => [reading.address, reading]))

describe('two portfolios, one of them limited to the own node', () => {
  it('are kept apart: a server sees the addresses of the other alone', async () => {
    const [fake, host] = [await server(), await open()]
    await set(host, asPublic(fake))
    await host.limits(null, { cold: 'own-node' })
    await host.add(ADDRESS, 'cold')
    await host.add(OTHER_ADDRESS, 'shop')
    const readings = byAddress(await host.refresh())
    expect(heard(fake)).toEqual([OTHER_ADDRESS])
    expect(readings.get(OTHER_ADDRESS)).toMatchObject({ kind: 'known', confirmed: 0 })
    expect(readings.get(ADDRESS)).toMatchObject({
      kind: 'unknown',
      confirmed: null,
      reasons: ['snapshot_waiting', 'node_not_set', 'provider_not_allowed'],
    })
    const { disclosures } = await host.call('disclosures.list', {})
    expect(disclosures.map(({ address }) => address)).toEqual([OTHER_ADDRESS])
  })

  it('contact nobody when only that one is left, not for a tip, and not when the node is down', async () => {
    const fake = await server()
    const node = { url: 'http://127.0.0.1:1', auth: { kind: 'password', user: 'u', password: 'p' } } as const
    const host = await open({ node })
    await set(host, asPublic(fake))
    await host.limits(null, { cold: 'own-node' })
    await host.add(ADDRESS, 'cold')
    expect((await host.refresh())[0]?.reasons).toEqual([
      'snapshot_waiting',
      'node_unreachable',
      'provider_not_allowed',
    ])
    expect(fake.requests).toEqual([])
    await host.limits(null)
    await host.refresh()
    expect(heard(fake)).toEqual([ADDRESS])
  })
})

describe('who may be asked', () => {
  it('is nobody for an empty portfolio', async () => {
    const [fake, host] = [await server(), await open()]
    await set(host, asPublic(fake))
    await host.refresh()
    expect(fake.requests).toEqual([])
  })

  it('follows consent, then the limit of the portfolio, then the limit of everything, each at once', async () => {
    const [fake, host] = [await server(), await open()]
    await set(host, asPublic(fake, false))
    await host.add(ADDRESS, 'shop')
    expect((await host.refresh())[0]?.reasons).toContain('provider_not_allowed')
    expect(fake.requests).toEqual([])
    await host.limits(null, { shop: 'public' })
    expect((await host.refresh())[0]).toMatchObject({ kind: 'known', confirmed: 70_000 })
    fake.requests.length = 0
    await host.limits('own-server', { shop: 'public' })
    await set(host, asPublic(fake, true))
    await host.refresh()
    expect(fake.requests).toEqual([])
  })

  it('is nobody for an archived entry, named or not', async () => {
    const [fake, host] = [await server(), await open()]
    await set(host, asPublic(fake))
    const { added } = await host.add(ADDRESS)
    await host.call('portfolio.archive', { watchIds: added.map(({ id }) => id), archived: true })
    await host.call('balance.read', { addresses: [ADDRESS], refresh: true })
    expect(fake.requests).toEqual([])
  })

  it('is nobody without the proxy that a provider is to be reached through', async () => {
    const [fake, host] = [await server(), await open()]
    await set(host, { ...asPublic(fake), proxy: true })
    await host.add(ADDRESS)
    expect((await host.refresh())[0]?.reasons).toContain('provider_unreachable')
    await host.call('settings.setProxy', { url: 'socks5://127.0.0.1:1' })
    expect((await host.refresh())[0]?.reasons).toContain('provider_unreachable')
    expect(fake.requests).toEqual([])
    await expect(host.call('provider.test', { url: fake.url, proxy: true })).resolves.toMatchObject({
      family: null,
    })
    expect(fake.requests).toEqual([])
    const { disclosures } = await host.call('disclosures.list', {})
    expect(disclosures.length).toBeLessThanOrEqual(1)
  })
})

describe('a config file', () => {
  const config = async (url: string, ...lines: string[]): Promise<string> => {
    const file = join(folder, 'given.yaml')
    const head = ['blockchain:', '  chains:', '    btc:', `      rpc_urls: ["${url}"]`]
    await writeFile(file, [...head, ...lines.map((line) => `      ${line}`), ''].join('\n'), { mode: 0o600 })
    return file
  }

  it('says how far addresses may go, in the settings too', async () => {
    const fake = await server()
    for (const [tier, requests] of [
      ['own-node', 0],
      ['own-server', 1],
    ] as const) {
      const host = await open({ configFile: await config(fake.url, `tier: ${tier}`) })
      const { settings } = await host.call('app.snapshot', {})
      expect(settings.privacy.limit).toBe(tier)
      expect(settings.fixedByCommandLine).toEqual(['providers', 'rotation', 'limit'])
      await host.add(ADDRESS)
      await host.refresh()
      expect(heard(fake)).toHaveLength(requests)
      await host.close()
    }
  })
})

describe('settings of the pool', () => {
  it('hold at once: how long an answer counts', async () => {
    const [fake, host] = [await server(), await open()]
    await set(host, asPublic(fake))
    await host.add(ADDRESS)
    await host.refresh()
    const kind = async () => (await host.call('balance.read', { refresh: false })).readings[0]?.kind
    expect(await kind()).toBe('known')
    await host.call('settings.setPool', { rotation: null, deadlineMs: null, cacheTtlS: 0 })
    await new Promise((resolve) => setTimeout(resolve, 2))
    expect(await kind()).toBe('stale')
  })

  it('hold at once: an address goes to one of several public servers alone, until the person has them take turns', async () => {
    const fakes = [await server(), await server()]
    const host = await open()
    await set(host, ...fakes.map((fake) => asPublic(fake)))
    await host.add(ADDRESS)
    for (let n = 0; n < 2; n++) await host.refresh()
    expect(fakes.map(heard).flat()).toEqual([ADDRESS])
    await host.call('settings.setPool', { rotation: 'round-robin', deadlineMs: null, cacheTtlS: null })
    await host.refresh()
    expect(fakes.map(heard)).toEqual([[ADDRESS], [ADDRESS]])
  })

  it('leave own servers, and those beside a single public one, to take turns', async () => {
    const fakes = [await server(), await server()]
    const host = await open()
    await set(
      host,
      { url: fakes[0]?.url ?? '', consent: true },
      ...fakes.slice(1).map((fake) => asPublic(fake)),
    )
    await host.add(ADDRESS)
    for (let n = 0; n < 2; n++) await host.refresh()
    expect(fakes.map(heard)).toEqual([[ADDRESS], [ADDRESS]])
  })

  it('hold at once: the deadline of a question', async () => {
    const [fake, host] = [await server(), await open()]
    await set(host, asPublic(fake))
    await host.add(ADDRESS)
    await host.refresh() // its protocol is known from here on
    fake.faults.set('any', { kind: 'hang' })
    await host.call('settings.setPool', { rotation: null, deadlineMs: 1_000, cacheTtlS: null })
    expect((await host.refresh())[0]?.reasons).toContain('deadline')
  })
})

describe('a provider whose answer is proven false', () => {
  const lies = {
    kind: 'edit',
    edit: (body: string) => body.replace('"spent_txo_sum":30000', '"spent_txo_sum":999999'),
  } as const
  const skipped = async ({ call }: Opened) => (await call('status.get', {})).providers[0]?.health?.skipped

  it('is left out over restarts and other runs, until it is taken out of the list and put in again', async () => {
    const fake = await server()
    fake.faults.set('address', lies)
    let host = await open()
    await set(host, asPublic(fake))
    await host.add(ADDRESS)
    expect((await host.refresh())[0]).toMatchObject({ kind: 'unknown', confirmed: null })
    expect(await skipped(host)).toEqual({ reason: 'lying', until: null })
    await host.close()
    fake.faults.clear()
    fake.requests.length = 0

    host = await open({ providers: [(await server()).url] }) // a run with another list says nothing about this one
    await host.close()
    host = await open()
    expect((await host.refresh())[0]?.reasons).toContain('provider_bad_answer')
    expect(await skipped(host)).toEqual({ reason: 'lying', until: null })
    await host.call('provider.test', { url: fake.url })
    fake.requests.length = 0
    await set(host, asPublic(fake)) // as it was
    await host.refresh()
    expect(fake.requests).toEqual([])

    await set(host)
    await set(host, asPublic(fake))
    expect((await host.refresh())[0]).toMatchObject({ kind: 'known', confirmed: 70_000 })
  })
})

describe('the command line', () => {
  it('contacts nobody against the limit of a portfolio, though a provider is named, and says why', async () => {
    const fake = await server()
    const host = await open()
    await host.limits(null, { '': 'own-node' })
    await host.add(ADDRESS)
    await host.close()
    const base = ['--data-dir', folder, '--refresh', '--provider', fake.url]
    expect((await balanceJson(base)).readings[0]?.reasons).toContain('provider_not_allowed')
    const said = await runTidemark(['balance', ...base])
    expect([said.code, said.stdout]).toEqual([4, expect.stringContaining('a limit lets none be asked')])
    expect(fake.requests).toEqual([])
  })

  it('takes --tier for the run before everything else', async () => {
    const fake = await server()
    const host = await open()
    await host.add(ADDRESS)
    await host.close()
    const base = ['--data-dir', folder, '--refresh', '--provider', fake.url]
    expect((await balanceJson([...base, '--tier', 'own-node'])).readings[0]?.reasons).toContain(
      'provider_not_allowed',
    )
    expect(fake.requests).toEqual([])
    expect((await balanceJson([...base, '--tier', 'own-server'])).readings[0]).toMatchObject({
      confirmed: 70_000,
    })
  })
})
