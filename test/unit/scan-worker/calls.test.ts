import { MessageChannel } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { answerCalls, type Caller, sendCalls } from '../../../electron/scan-worker/calls.ts'
import { AppError } from '../../../shared/errors.ts'
import { inWords } from '../../fakes/in-words.ts'

type Calls = {
  double: { in: number; out: number }
  refuse: { in: null; out: never }
  break: { in: null; out: never }
  hang: { in: null; out: void }
  announce: { in: string; out: string }
}

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

function ground(): { caller: Caller<Calls>; events: string[]; aborted: () => boolean } {
  const { port1, port2 } = new MessageChannel()
  ends.push(() => port1.close())
  let aborted = false
  const emit = answerCalls<Calls>(port2, {
    double: (n) => n * 2,
    refuse: () => {
      throw new AppError('locked', inWords('taken'), { retryable: true, detail: { by: 'another' } })
    },
    break: () => {
      throw new TypeError('a bug')
    },
    hang: (_, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true
          reject(signal.reason as Error)
        })
      }),
    announce: (text) => {
      emit(text)
      return text
    },
  })
  const events: string[] = []
  return {
    caller: sendCalls<Calls>(port1, (event) => events.push(String(event))),
    events,
    aborted: () => aborted,
  }
}

describe('calls over a port', () => {
  it('answers each call with its own result, however many are open', async () => {
    const { caller } = ground()
    const answers = await Promise.all([1, 2, 3].map((n) => caller.call('double', n)))
    expect(answers).toEqual([2, 4, 6])
  })

  it('carries an AppError with its code, its detail and whether to try again', async () => {
    const { caller } = ground()
    const error = await caller.call('refuse', null).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({
      code: 'locked',
      message: 'taken',
      retryable: true,
      detail: { by: 'another' },
    })
  })

  it('carries any other fault with its message and where it came from', async () => {
    const { caller } = ground()
    const error = await caller.call('break', null).catch((caught: unknown) => caught)
    expect(error).not.toBeInstanceOf(AppError)
    expect(error).toMatchObject({ message: 'a bug' })
    expect((error as Error).stack).toContain('calls.test.ts')
  })

  it('cancels the call at the other end', async () => {
    const { caller, aborted } = ground()
    const cancel = new AbortController()
    const hanging = caller.call('hang', null, cancel.signal)
    cancel.abort()
    await expect(hanging).rejects.toMatchObject({ code: 'cancelled' })
    expect(aborted()).toBe(true)
  })

  it('does not send a call that was cancelled before', async () => {
    const { caller } = ground()
    await expect(caller.call('double', 1, AbortSignal.abort(new Error('no')))).rejects.toThrow('no')
  })

  it('delivers what was announced before the answer that followed it', async () => {
    const { caller, events } = ground()
    const answer = await caller.call('announce', 'first')
    expect([...events, answer]).toEqual(['first', 'first'])
  })

  it('rejects what is open and what comes later once the other side is gone', async () => {
    const { caller } = ground()
    const hanging = caller.call('hang', null)
    caller.fail(new Error('gone'))
    await expect(hanging).rejects.toThrow('gone')
    await expect(caller.call('double', 1)).rejects.toThrow('gone')
  })
})
