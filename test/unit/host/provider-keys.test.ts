import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { namedOptions } from '../../../electron/cli/host-options.ts'
import { parseCommand } from '../../../electron/cli/parse-command.ts'
import type { HostOptions, SecretStore } from '../../../electron/host-types.ts'
import { createLog, silentLog } from '../../../electron/log.ts'
import { openTestHost } from '../../ground/host-ground.ts'
import { collector } from '../cli/run.ts'
import { folder, runApi, WATCHED } from '../serve/api-ground.ts'

/** A Tidemark that watches the address, too, and may ask others. */
async function open(options: Partial<HostOptions>, dataDir: string, log = silentLog) {
  const opened = await openTestHost(dataDir, { deadlineMs: 20_000, ...options }, { log })
  const { call } = opened
  await call('portfolio.add', { lines: [WATCHED], atomic: true })
  const refresh = async () => (await call('balance.read', { refresh: true })).readings[0]
  return { ...opened, refresh }
}

/** What the other Tidemark says, as this one shows it. */
const ITS_FIGURE = { kind: 'known', confirmed: 150_000_000, pending: -1_000 }

/** A keeper of secrets in memory. */
function keeper(): SecretStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>()
  return {
    kept,
    save: async (name, secret) => void (secret === null ? kept.delete(name) : kept.set(name, secret)),
    clear: async () => kept.clear(),
    load: async (name) => kept.get(name) ?? null,
  }
}

describe('another Tidemark as a provider', () => {
  it('that wants a key and gets none is refused with words that say so, and gives no number', async () => {
    const { port } = await runApi()
    const { refresh, call } = await open(
      { providers: [`http://127.0.0.1:${port}`], deadlineMs: 1_000 },
      await folder(),
    )
    expect(await refresh()).toMatchObject({
      kind: 'unknown',
      confirmed: null,
      reasons: expect.arrayContaining(['provider_refused']),
    })
    const [status] = (await call('status.get', {})).providers
    expect(status?.lastError?.message).toBe('it wants a key, or a login (401)')
  })

  it('answers once its key is set, at once and without a restart, and not after it is forgotten', async () => {
    const { port, key } = await runApi()
    const url = `http://127.0.0.1:${port}`
    const { refresh, call } = await open({ cacheTtlS: 0, deadlineMs: 2_000 }, await folder())
    const { providers } = await call('settings.setProviders', { providers: [{ url, consent: true }] })
    const id = providers[0]?.id ?? ''
    expect(await refresh()).toMatchObject({ kind: 'unknown' })
    expect(await call('provider.setKey', { id, key: key.key })).toEqual({ kept: 'memory' })
    expect(await refresh()).toMatchObject(ITS_FIGURE)
    expect(await call('provider.setKey', { id, key: null })).toEqual({ kept: 'forgotten' })
    await refresh()
    expect((await call('status.get', {})).providers[0]).toMatchObject({ state: 'failing' })
  })

  it('keeps its key with the system, for the next start, and never hands it out', async () => {
    const { port, key } = await runApi()
    const url = `http://127.0.0.1:${port}`
    const [dataDir, secrets] = [await folder(), keeper()]
    const first = await open({ secrets }, dataDir)
    const view = await first.call('settings.setProviders', { providers: [{ url, consent: true }] })
    const id = view.providers[0]?.id ?? ''
    expect(await first.call('provider.setKey', { id, key: key.key })).toEqual({ kept: 'encrypted' })
    await first.close()
    const next = await open({ secrets }, dataDir)
    expect(await next.refresh()).toMatchObject(ITS_FIGURE)
    expect(JSON.stringify(await next.call('app.snapshot', {}))).not.toContain(key.key)
    await next.call('settings.setProviders', { providers: [] })
    await next.close()
    expect([...secrets.kept.keys()]).toEqual([])
  })

  it('shows in its test what it is, once its key is set', async () => {
    const { port, key } = await runApi(undefined, { clock: { now: () => 1_700_000_060_000 } })
    const url = `http://127.0.0.1:${port}`
    const { call } = await open({}, await folder())
    const view = await call('settings.setProviders', { providers: [{ url, consent: true }] })
    const without = await call('provider.test', { url })
    expect(without.steps.some(({ step }) => step === 'tip')).toBe(false)
    await call('provider.setKey', { id: view.providers[0]?.id ?? '', key: key.key })
    const { family, steps } = await call('provider.test', { url })
    expect(family).toBe('uniform')
    expect(steps.find(({ step }) => step === 'tip')?.text).toContain('120')
    expect(steps.find(({ step }) => step === 'network')).toMatchObject({ ok: true })
  })

  it('is given its key by the config file, which no log and no setting repeats', async () => {
    const { port, key } = await runApi()
    const dir = await folder()
    const { stream, text } = collector()
    await writeFile(join(dir, 'key'), `${key.key}\n`, { mode: 0o600 })
    const configFile = join(dir, 'tidemark.yaml')
    const entry = `{ url: "http://127.0.0.1:${port}", api_key_file: key }`
    const lines = ['network: regtest', `rpc_urls: [${entry}]`].map((line) => `      ${line}`)
    await writeFile(configFile, ['blockchain:', '  chains:', '    btc:', ...lines, ''].join('\n'))
    const log = createLog({ level: 'debug', stream })
    const { refresh, call, close } = await open({ configFile }, dir, log)
    expect(await refresh()).toMatchObject(ITS_FIGURE)
    const id = (await call('settings.get', {})).providers[0]?.id ?? ''
    await expect(call('provider.setKey', { id, key: 'another' })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    const shown = JSON.stringify(await call('app.snapshot', {}))
    await close()
    expect(shown + text()).not.toContain(key.key)
  })

  it('is given its key by the command line, for the servers that are named there', async () => {
    const { port, key } = await runApi()
    const dir = await folder()
    const file = join(dir, 'key')
    await writeFile(file, `${key.key}\n`, { mode: 0o644 })
    const said: string[] = []
    const parsed = parseCommand(['balance', '--provider', `http://127.0.0.1:${port}`, '--api-key-file', file])
    if (parsed.kind !== 'command') throw new Error('no command')
    const around = {
      platform: 'linux',
      homeDir: '/',
      env: {},
      warn: (text: string) => said.push(text),
    } as const
    const { refresh } = await open(namedOptions(parsed.values, around), dir)
    expect(await refresh()).toMatchObject(ITS_FIGURE)
    expect(said.join()).toContain('chmod 600')
    expect(() => namedOptions({ 'api-key-file': file }, around)).toThrow('--provider')
  })

  it('takes no key from a door that may not change settings, and none for a stranger', async () => {
    const { port } = await runApi()
    const providers = [`http://127.0.0.1:${port}`]
    const closed = await open({ providers, settingsWritable: false }, await folder())
    const id = (await closed.call('settings.get', {})).providers[0]?.id ?? ''
    await expect(closed.call('provider.setKey', { id, key: 'k' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    const writable = await open({ providers }, await folder())
    for (const input of [
      { id: 'stranger', key: 'k' },
      { id, key: 'two words' },
    ])
      await expect(writable.call('provider.setKey', input)).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
