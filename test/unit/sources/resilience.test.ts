import { describe, expect, it } from 'vitest'
import {
  growingRest,
  pause,
  withDeadline,
  withLimit,
  withRepeats,
} from '../../../electron/sources/resilience.ts'
import { AppError } from '../../../shared/errors.ts'
import { never } from './provider-ground.ts'

const hang = (): Promise<never> => new Promise(() => undefined)

async function codeOf(call: Promise<unknown>): Promise<unknown> {
  const error = await call.catch((error: unknown) => error)
  return error instanceof AppError ? error.code : error
}

describe('a deadline', () => {
  it('ends a call that does not listen to its signal, and aborts that signal', async () => {
    let inner: AbortSignal | null = null
    const call = withDeadline(
      (_: string, signal: AbortSignal) => {
        inner = signal
        return hang()
      },
      20,
      () => new Error('late'),
    )
    await expect(call('x', never)).rejects.toThrow('late')
    expect(inner).toMatchObject({ aborted: true })
  })

  it('hands through arguments, results and errors of a call in time', async () => {
    const add = withDeadline(
      async (a: number, b: number, _signal: AbortSignal) => a + b,
      1_000,
      () => new Error('late'),
    )
    await expect(add(1, 2, never)).resolves.toBe(3)
    const fail = withDeadline(
      () => Promise.reject(new Error('own')),
      1_000,
      () => new Error('late'),
    )
    await expect(fail(never)).rejects.toThrow('own')
  })

  it('gives way to a cancellation from outside, before and during the call', async () => {
    const abort = new AbortController()
    const call = withDeadline(hang, 60_000, () => new Error('late'))(abort.signal)
    abort.abort()
    expect(await codeOf(call)).toBe('cancelled')
    let asked = false
    const late = withDeadline(
      async () => {
        asked = true
      },
      60_000,
      () => new Error('late'),
    )
    expect(await codeOf(late(abort.signal))).toBe('cancelled')
    expect(asked).toBe(false)
  })
})

describe('repeats', () => {
  it('happen for the named error only, and so often only', async () => {
    let calls = 0
    const call = withRepeats(
      async (message: string, _signal: AbortSignal) => {
        calls++
        throw new Error(message)
      },
      { times: 2, waitMs: 1, when: (error) => error instanceof Error && error.message === 'again' },
    )
    await expect(call('again', never)).rejects.toThrow('again')
    expect(calls).toBe(3)
    await expect(call('other', never)).rejects.toThrow('other')
    expect(calls).toBe(4)
  })

  it('stop waiting as soon as they are cancelled', async () => {
    const abort = new AbortController()
    const call = withRepeats(() => Promise.reject(new Error('again')), {
      times: 1,
      waitMs: 600_000,
      when: () => true,
    })(abort.signal)
    setTimeout(() => abort.abort(), 10)
    expect(await codeOf(call)).toBe('cancelled')
  })
})

describe('a pause', () => {
  it('ends in cancelled when its signal was aborted before', async () => {
    expect(await codeOf(pause(600_000, AbortSignal.abort()))).toBe('cancelled')
  })
})

describe('a limit', () => {
  it('never lets more calls run at a time, and runs them all', async () => {
    let running = 0
    let highest = 0
    const call = withLimit(async (n: number, signal: AbortSignal) => {
      highest = Math.max(highest, ++running)
      await pause(2, signal)
      running--
      return n
    }, 3)
    const results = await Promise.all(Array.from({ length: 20 }, (_, n) => call(n, never)))
    expect(results).toEqual(Array.from({ length: 20 }, (_, n) => n))
    expect(highest).toBe(3)
  })

  it('cancels those that run and those that wait', async () => {
    const abort = new AbortController()
    const call = withLimit((_: number, signal: AbortSignal) => pause(600_000, signal), 1)
    const codes = [0, 1, 2].map((n) => codeOf(call(n, abort.signal)))
    abort.abort()
    expect(await Promise.all(codes)).toEqual(['cancelled', 'cancelled', 'cancelled'])
  })
})

describe('a growing rest', () => {
  it('doubles from its first length up to its longest, whatever the number of failures', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((n) => growingRest(n, 2_000, 60_000))).toEqual([
      2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
    ])
    expect(growingRest(1_000_000, 2_000, 60_000)).toBe(60_000)
  })
})
