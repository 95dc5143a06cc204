import { describe, expect, it } from 'vitest'
import type { Log } from '../../../electron/log.ts'
import { AppError } from '../../../shared/errors.ts'
import { say } from '../../../shared/said.ts'
import { inWords } from '../../fakes/in-words.ts'
import { scriptedHost } from '../../fakes/scripted-host.ts'

const live = (): AbortSignal => new AbortController().signal

function recordingLog(): { log: Log; errors: Readonly<Record<string, unknown>>[] } {
  const errors: Readonly<Record<string, unknown>>[] = []
  const drop = (): void => undefined
  return { errors, log: { debug: drop, info: drop, warn: drop, error: (fields) => errors.push(fields) } }
}

describe('the router', () => {
  it('hands a valid input to the handler of that name and returns its value', async () => {
    const { router } = scriptedHost({
      'portfolio.remove': ({ watchIds }) => Promise.resolve({ removed: watchIds.length }),
    })
    expect(await router.call('portfolio.remove', { watchIds: [3, 4] }, live())).toEqual({
      ok: true,
      value: { removed: 2 },
    })
  })

  it.each(['nothing.such', '__proto__', 'constructor', 'toString', ''])(
    'refuses the name "%s", which is not a request of its own',
    async (name) => {
      const result = await scriptedHost({}).router.call(name, {}, live())
      expect(result).toMatchObject({ ok: false, error: { code: 'invalid_input', retryable: false } })
    },
  )

  it('names the field at fault and never repeats its value', async () => {
    const secret = 'x'.repeat(1_001)
    const input = { url: 'http://a', auth: { kind: 'password', user: 'u', password: secret } }
    const result = await scriptedHost({}).router.call('node.test', input, live())
    expect(result).toEqual({
      ok: false,
      error: {
        code: 'invalid_input',
        message: 'The field "auth.password" is too long: at most 1,000 allowed.',
        said: say('input_field', {
          field: 'auth.password',
          problem: say('input_too_long', { most: 1_000 }),
        }),
        retryable: false,
      },
    })
  })

  it.each([
    [{ lines: [5], atomic: true }, 'The field "lines[0]" must be of type string.'],
    [{ lines: [] }, 'The field "atomic" must be of type boolean.'],
    [{ lines: [], atomic: true, '5Ksecret': 1 }, 'The request has fields that are not known.'],
    ['5Ksecret', 'The request must be of type object.'],
  ])('turns a refused input into one readable sentence (%#)', async (input, message) => {
    const result = await scriptedHost({}).router.call('portfolio.add', input, live())
    expect(result).toMatchObject({ error: { message } })
  })

  it('passes the code, the message and the detail of an AppError on, but not its cause', async () => {
    const { router } = scriptedHost({
      'scan.sync': () =>
        Promise.reject(
          new AppError('node', inWords('not reachable'), {
            retryable: true,
            detail: { problem: 'unreachable' },
            cause: new Error('secret'),
          }),
        ),
    })
    expect(await router.call('scan.sync', {}, live())).toEqual({
      ok: false,
      error: {
        code: 'node',
        message: 'not reachable',
        said: inWords('not reachable'),
        retryable: true,
        detail: { problem: 'unreachable' },
      },
    })
  })

  it('answers an unexpected fault with a fixed message and logs the fault itself', async () => {
    const { log, errors } = recordingLog()
    const fault = new Error('password is hunter2')
    const { router } = scriptedHost({ 'scan.sync': () => Promise.reject(fault) }, log)
    const result = await router.call('scan.sync', {}, live())
    expect(result).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(result)).not.toContain('hunter2')
    expect(errors).toEqual([{ err: fault, request: 'scan.sync' }])
  })

  it('answers with a result also when a handler throws before it returns a promise', async () => {
    const { router } = scriptedHost({
      'scan.sync': () => {
        throw new AppError('storage', inWords('disk full'))
      },
    })
    expect(await router.call('scan.sync', {}, live())).toMatchObject({ error: { code: 'storage' } })
  })

  it('calls an aborted request cancelled and does not log it', async () => {
    const { log, errors } = recordingLog()
    const { router } = scriptedHost(
      {
        'scan.sync': (_input, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason as Error))
          }),
      },
      log,
    )
    const controller = new AbortController()
    const result = router.call('scan.sync', {}, controller.signal)
    controller.abort()
    expect(await result).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    expect(errors).toEqual([])
  })

  it('does not call a handler for a request that was aborted before it began', async () => {
    let called = false
    const { router } = scriptedHost({
      'portfolio.list': () => {
        called = true
        return Promise.resolve([])
      },
    })
    expect(await router.call('portfolio.list', {}, AbortSignal.abort())).toMatchObject({
      error: { code: 'cancelled' },
    })
    expect(called).toBe(false)
  })

  it('still logs a real fault that comes after the caller aborted', async () => {
    const { log, errors } = recordingLog()
    const controller = new AbortController()
    const { router } = scriptedHost(
      {
        'scan.sync': () => {
          controller.abort()
          return Promise.reject(new TypeError('a bug'))
        },
      },
      log,
    )
    expect(await router.call('scan.sync', {}, controller.signal)).toMatchObject({
      error: { code: 'internal' },
    })
    expect(errors).toHaveLength(1)
  })
})
