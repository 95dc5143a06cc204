import { describe, expect, it } from 'vitest'
import { doorOf, type EarlyAnswers, type ServedHost } from '../../../electron/serve/opening-door.ts'
import { AppError } from '../../../shared/errors.ts'
import { inWords } from '../../fakes/in-words.ts'
import { scriptedHost } from '../../fakes/scripted-host.ts'

const signal = new AbortController().signal

describe('a door that stands open before its host does', () => {
  it('lets what comes in wait for the host, and its clients hear everything from the first event on', async () => {
    const host = scriptedHost({ 'portfolio.list': async () => [] })
    const opening = Promise.withResolvers<ServedHost>()
    const door = doorOf(opening.promise)
    const heard: string[] = []
    door.events.subscribe((name) => heard.push(name))
    const leave = door.events.subscribe(() => heard.push('gone'))
    leave()
    const asked = door.router.call('portfolio.list', {}, signal)
    opening.resolve(host)
    expect(await asked).toEqual({ ok: true, value: [] })
    host.events.emit('store.changed', { revision: 2 })
    expect(heard).toEqual(['store.changed'])
  })

  it('lets clients that came late hear what the host tells as soon as it is there', async () => {
    const host = scriptedHost({})
    const opening = Promise.withResolvers<ServedHost>()
    const door = doorOf(opening.promise)
    const started = opening.promise.then(() => host.events.emit('store.changed', { revision: 1 }))
    const heard: string[] = []
    const leave = door.events.subscribe((name) => heard.push(name))
    door.events.subscribe(() => heard.push('gone'))()
    opening.resolve(host)
    await started
    expect(heard).toEqual(['store.changed'])
    leave()
    host.events.emit('store.changed', { revision: 2 })
    expect(heard).toHaveLength(1)
  })

  it('tells who asks why there will be no host', async () => {
    const door = doorOf(Promise.reject(new AppError('locked', inWords('in use'))))
    expect(await door.router.call('app.snapshot', {}, signal)).toEqual({
      ok: false,
      error: { code: 'locked', message: 'in use', said: inWords('in use'), retryable: false },
    })
  })

  it('answers what is known early, as long as there is no host', async () => {
    const host = scriptedHost({ 'portfolio.list': async () => [] })
    const opening = Promise.withResolvers<ServedHost>()
    const early = Promise.withResolvers<EarlyAnswers | null>()
    const door = doorOf(opening.promise, early.promise)
    const asked = door.router.call('app.snapshot', {}, signal)
    const waits = door.router.call('portfolio.list', {}, signal)
    early.resolve({
      call: async (name) => (name === 'app.snapshot' ? { ok: true, value: 'early' } : null),
    })
    expect(await asked).toEqual({ ok: true, value: 'early' })
    opening.resolve(host)
    expect(await waits).toEqual({ ok: true, value: [] })
    expect(await door.router.call('app.snapshot', {}, signal)).toMatchObject({ ok: false })
  })

  it('waits for no early answers once the host is there, or will not be', async () => {
    const never = new Promise<null>(() => undefined)
    const door = doorOf(Promise.resolve(scriptedHost({ 'portfolio.list': async () => [] })), never)
    expect(await door.router.call('portfolio.list', {}, signal)).toEqual({ ok: true, value: [] })
    const locked = doorOf(Promise.reject(new AppError('locked', inWords('in use'))), never)
    expect(await locked.router.call('app.snapshot', {}, signal)).toMatchObject({ ok: false })
  })
})
