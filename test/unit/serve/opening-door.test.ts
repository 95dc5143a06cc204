import { describe, expect, it } from 'vitest'
import { doorOf, type ServedHost } from '../../../electron/serve/opening-door.ts'
import { AppError } from '../../../shared/errors.ts'
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

  it('tells who asks why there will be no host', async () => {
    const door = doorOf(Promise.reject(new AppError('locked', 'in use')))
    expect(await door.router.call('app.snapshot', {}, signal)).toEqual({
      ok: false,
      error: { code: 'locked', message: 'in use', retryable: false },
    })
  })
})
