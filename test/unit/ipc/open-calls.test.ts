import { describe, expect, it } from 'vitest'
import { createOpenCalls } from '../../../electron/ipc/open-calls.ts'
import { scriptedHost } from '../../fakes/scripted-host.ts'

/** Calls that end only when they are aborted. */
function hangingCalls() {
  let open = 0
  const host = scriptedHost({
    'scan.sync': (_input, signal) => {
      open += 1
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      })
    },
    'portfolio.list': () => Promise.resolve([]),
  })
  return { calls: createOpenCalls(host.router), started: () => open }
}

const CANCELLED = { ok: false, error: { code: 'cancelled' } }
const INVALID = { ok: false, error: { code: 'invalid_input' } }

describe('the open calls of a door', () => {
  it('abort the one call that is cancelled and leave the others running', async () => {
    const { calls } = hangingCalls()
    const first = calls.call('a', '1', 'scan.sync', {})
    const second = calls.call('a', '2', 'scan.sync', {})
    calls.cancel('a', '1')
    expect(await first).toMatchObject(CANCELLED)
    calls.cancelAll('a')
    expect(await second).toMatchObject(CANCELLED)
  })

  it('do not let one client cancel the call of another by the same id', async () => {
    const { calls } = hangingCalls()
    const mine = calls.call('a', '1', 'scan.sync', {})
    calls.cancel('b', '1')
    calls.cancelAll('b')
    expect(await Promise.race([mine, Promise.resolve('still open')])).toBe('still open')
    calls.cancelAll('a')
    await mine
  })

  it('refuse an id that is still open, and take it again once it is answered', async () => {
    const { calls } = hangingCalls()
    const first = calls.call('a', '1', 'scan.sync', {})
    expect(await calls.call('a', '1', 'portfolio.list', {})).toMatchObject(INVALID)
    calls.cancel('a', '1')
    await first
    expect(await calls.call('a', '1', 'portfolio.list', {})).toEqual({ ok: true, value: [] })
  })

  it('refuse the 65th call of a client without starting it', async () => {
    const { calls, started } = hangingCalls()
    const open = Array.from({ length: 64 }, (_, n) => calls.call('a', String(n), 'scan.sync', {}))
    expect(await calls.call('a', '64', 'scan.sync', {})).toMatchObject(INVALID)
    expect(started()).toBe(64)
    calls.cancelAll('a')
    expect(await Promise.all(open)).toHaveLength(64)
  })

  it('refuse an id that is longer than 100 characters', async () => {
    expect(await hangingCalls().calls.call('a', 'x'.repeat(101), 'portfolio.list', {})).toMatchObject(INVALID)
  })
})
