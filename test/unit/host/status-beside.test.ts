import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { statusLines } from '../../../electron/cli/commands/status.ts'
import type { HostOptions } from '../../../electron/host-types.ts'
import { silentLog } from '../../../electron/log.ts'
import { openTestHost } from '../../ground/host-ground.ts'
import { removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { ADDRESS, server } from '../sources/provider-ground.ts'

const NODE = {
  url: 'http://127.0.0.1:1',
  auth: { kind: 'password', user: 'u', password: 'hunter2-of-the-node' },
} as const

const open = (dataDir: string, access: 'own' | 'read', options: Partial<HostOptions> = {}) =>
  openTestHost(dataDir, { network: 'main', access, ...options }, { log: silentLog })

/** An app that has asked its provider about an address once. */
async function asked(options: Partial<HostOptions> = {}) {
  const fake = await server()
  const folder = await temporaryFolder()
  onTestFinished(() => removeFolder(folder))
  const app = await open(folder, 'own', { providers: [fake.url], ...options })
  await app.call('portfolio.add', { lines: [ADDRESS], atomic: true })
  await app.call('balance.read', { refresh: true })
  const status = async (more: Partial<HostOptions> = {}) => {
    const reader = await open(folder, 'read', more)
    const seen = await reader.call('status.get', {})
    await reader.close()
    return seen
  }
  return { fake, folder, app, status }
}

describe('the status of a reader', () => {
  it('tells beside a running app how its providers are doing', async () => {
    const { fake, app, status } = await asked()
    const seen = await vi.waitFor(async () => {
      const { providers } = await status()
      expect(providers[0]?.state).toBe('ok')
      return providers
    }, 60_000)
    const own = (await app.call('status.get', {})).providers
    expect(seen[0]).toMatchObject({ url: fake.url, lastSuccessAt: own[0]?.lastSuccessAt })
    expect(seen[0]?.health).toMatchObject({ family: 'esplora', p50Ms: own[0]?.health?.p50Ms, skipped: null })
  })

  it('tells after the app has ended what it last saw, and prints it', async () => {
    const { fake, app, status } = await asked()
    await app.close()
    const seen = await status()
    expect(seen.providers[0]).toMatchObject({ url: fake.url, state: 'ok' })
    expect(statusLines(seen, Date.now()).join('\n')).toMatch(
      /provider {5}http:\/\/127\.0\.0\.1:\d+\S* ok, last success .+, answers in \d+ ms, 19 of 20 within \d+ ms/,
    )
  })

  it('says why a provider is left alone and until when', async () => {
    const { fake, app, status } = await asked({ cacheTtlS: 0 })
    fake.faults.set('any', { kind: 'reply', status: 429, headers: { 'retry-after': '600' } })
    await app.call('balance.read', { refresh: true })
    await app.close()
    const seen = await status()
    expect(seen.providers[0]?.health?.skipped).toMatchObject({ reason: 'left_alone' })
    const { until = null } = seen.providers[0]?.health?.skipped ?? {}
    expect((until ?? 0) - Date.now()).toBeGreaterThan(500_000)
    expect(statusLines(seen, Date.now()).join('\n')).toMatch(
      /not asked for another \d+ s: it wants to be left/,
    )
  })

  it('lists a provider that is set and that nobody has asked yet', async () => {
    const { fake, app, status } = await asked()
    await app.close()
    const other = 'http://127.0.0.1:2'
    expect((await status({ providers: [other] })).providers).toMatchObject([
      { url: fake.url, state: 'ok' },
      { url: other, state: 'unasked', lastSuccessAt: null },
    ])
  })

  it('keeps what is known of a provider through a command that asks nobody', async () => {
    const { fake, folder, app, status } = await asked()
    await app.close()
    await (await open(folder, 'own', { providers: [fake.url] })).close()
    expect((await status()).providers).toMatchObject([{ url: fake.url, state: 'ok' }])
  })

  it('tells which node the app has and what is wrong with it, without its password', async () => {
    const { app, status } = await asked({ node: NODE })
    await app.close()
    const seen = await status()
    expect(seen.node).toMatchObject({ kind: 'problem', url: NODE.url, problem: 'unreachable' })
    expect(JSON.stringify(seen)).not.toContain('hunter2')
  })

  it('calls nobody a provider while everything is switched off', async () => {
    const { app, status } = await asked()
    await app.close()
    expect(await status({ offline: true })).toMatchObject({ providers: [], node: { kind: 'off' } })
  })
})
