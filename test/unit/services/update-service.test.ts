import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Updater } from '../../../electron/host-types.ts'
import { openUpdates } from '../../../electron/services/update-service.ts'
import { UpdateError } from '../../../shared/update-error.ts'
import { removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'

const NEVER = new AbortController().signal
const PROXY = 'socks5://127.0.0.1:9050'

/** A port that finds 2.0.0, and notes what is asked of it. */
function fakeUpdater(change: Partial<Updater> = {}) {
  const asked: string[] = []
  const updater: Updater = {
    unavailable: null,
    check: (proxy) => {
      asked.push(`check ${proxy}`)
      return Promise.resolve('2.0.0')
    },
    download: (proxy, onPercent) => {
      asked.push(`download ${proxy}`)
      onPercent(40)
      return Promise.resolve()
    },
    install: () => void asked.push('install'),
    ...change,
  }
  return { updater, asked }
}

async function service(
  updater: Updater | undefined,
  { dataDir, ...change }: { dataDir?: string; offline?: boolean; writable?: boolean } = {},
) {
  const folder = dataDir ?? (await temporaryFolder())
  if (dataDir === undefined) onTestFinished(() => removeFolder(folder))
  const faults: unknown[] = []
  const settings: { offline: boolean; proxy: string | null } = {
    offline: change.offline ?? false,
    proxy: PROXY,
  }
  const updates = await openUpdates({
    dataDir: folder,
    clock: { now: () => 5 },
    current: '1.0.0',
    updater,
    writable: change.writable ?? true,
    settings: () => settings,
    onFault: (error) => faults.push(error),
    pauses: { first: 1, between: 1 },
  })
  return { updates, folder, faults, settings }
}

describe('newer versions', () => {
  it('are asked for by nobody before the person agrees, not by a press and not by time', async () => {
    const { updater, asked } = fakeUpdater()
    const { updates } = await service(updater)
    expect(updates.status()).toEqual({
      unavailable: null,
      consent: false,
      current: '1.0.0',
      progress: { kind: 'idle' },
    })
    await expect(updates.check(NEVER)).rejects.toMatchObject({ code: 'forbidden' })
    await updates.run(AbortSignal.timeout(50))
    expect(asked).toEqual([])
  })

  it('are looked for by themselves once that was agreed to, but never fetched or installed', async () => {
    const { updater, asked } = fakeUpdater()
    const { updates } = await service(updater)
    await updates.setConsent(true)
    const stop = new AbortController()
    const running = updates.run(stop.signal)
    await expect.poll(() => updates.status().progress).toEqual({ kind: 'found', version: '2.0.0' })
    stop.abort()
    await running
    expect(new Set(asked)).toEqual(new Set([`check ${PROXY}`]))
  })

  it('are fetched by one press and installed by another, through the proxy that is set', async () => {
    const { updater, asked } = fakeUpdater()
    const { updates } = await service(updater)
    await updates.setConsent(true)
    await expect(updates.download(NEVER)).rejects.toMatchObject({ code: 'invalid_input' })
    await updates.check(NEVER)
    expect(() => updates.install()).toThrow('fetched')
    expect((await updates.download(NEVER)).progress).toEqual({ kind: 'ready', version: '2.0.0' })
    expect(updates.install().progress).toEqual({ kind: 'installing', version: '2.0.0' })
    expect(asked).toEqual([`check ${PROXY}`, `download ${PROXY}`, 'install'])
  })

  it('keep the consent over a restart, and a damaged file is none', async () => {
    const { updater } = fakeUpdater()
    const { updates, folder } = await service(updater)
    await updates.setConsent(true)
    expect((await service(updater, { dataDir: folder })).updates.status().consent).toBe(true)
    expect(await readFile(join(folder, 'updates.json'), 'utf8')).toBe('{"consent":true}\n')
    await writeFile(join(folder, 'updates.json'), '{"consent":"yes"')
    expect((await service(updater, { dataDir: folder })).updates.status().consent).toBe(false)
  })

  it('are not asked for while all connections are off', async () => {
    const { updater, asked } = fakeUpdater()
    const { updates } = await service(updater, { offline: true })
    await updates.setConsent(true)
    await expect(updates.check(NEVER)).rejects.toMatchObject({ code: 'forbidden' })
    await updates.run(AbortSignal.timeout(30))
    expect(asked).toEqual([])
  })

  it.each(['unreachable', 'not_genuine'] as const)('fail calmly, and say that it was %s', async (failure) => {
    const { updater } = fakeUpdater({ download: () => Promise.reject(new UpdateError(failure, 'no')) })
    const { updates, faults } = await service(updater)
    await updates.setConsent(true)
    await updates.check(NEVER)
    const { progress } = await updates.download(NEVER)
    expect(progress).toEqual({ kind: 'failed', failure, version: '2.0.0' })
    expect(faults).toEqual([])
  })

  it('fail calmly where nobody knows why, and the log hears of it', async () => {
    const { updater } = fakeUpdater({ check: () => Promise.reject(new Error('odd')) })
    const { updates, faults } = await service(updater)
    await updates.setConsent(true)
    expect((await updates.check(NEVER)).progress).toMatchObject({ failure: 'unknown' })
    expect(faults).toHaveLength(1)
  })

  it('are dropped in the midst of fetching when the consent is taken back', async () => {
    const given = Promise.withResolvers<AbortSignal>()
    const { updater } = fakeUpdater({
      download: (_proxy, _onPercent, signal) => {
        given.resolve(signal)
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
    })
    const { updates } = await service(updater)
    await updates.setConsent(true)
    await updates.check(NEVER)
    const download = updates.download(NEVER)
    const signal = await given.promise
    expect(updates.status().progress).toMatchObject({ kind: 'downloading', percent: null })
    await updates.setConsent(false)
    expect(signal.aborted).toBe(true)
    expect((await download).progress).toEqual({ kind: 'idle' })
  })

  it.each([
    ['all connections are switched off', { offline: true }],
    ['another way is to be taken', { proxy: null }],
    ['something else changes, which is no reason', {}],
  ])('are given up in the midst of fetching as soon as %s, and then alone', async (_when, change) => {
    const given = Promise.withResolvers<AbortSignal>()
    const { updater } = fakeUpdater({
      download: (_proxy, _onPercent, signal) => {
        given.resolve(signal)
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
    })
    const { updates, settings } = await service(updater)
    await updates.setConsent(true)
    await updates.check(NEVER)
    const download = updates.download(NEVER)
    const signal = await given.promise
    Object.assign(settings, change)
    updates.settingsChanged()
    const isOther = Object.keys(change).length > 0
    expect(signal.aborted).toBe(isOther)
    expect(updates.status().progress.kind).toBe(isOther ? 'found' : 'downloading')
    if (!isOther) await updates.setConsent(false)
    expect((await download).progress.kind).toBe(isOther ? 'found' : 'idle')
  })

  it.each([
    ['a door without the port', undefined, true, 'door'],
    ['a window that may not change settings', fakeUpdater().updater, false, 'door'],
    [
      'an app that runs from its sources',
      fakeUpdater({ unavailable: 'not_packed' }).updater,
      true,
      'not_packed',
    ],
  ] as const)('are refused by %s, with the reason', async (_what, updater, writable, unavailable) => {
    const { updates } = await service(updater, { writable })
    expect(updates.status()).toMatchObject({ unavailable, consent: false })
    await expect(updates.setConsent(true)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(updates.check(NEVER)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(updates.download(NEVER)).rejects.toMatchObject({ code: 'forbidden' })
    expect(() => updates.install()).toThrow(/Tidemark/)
  })
})
