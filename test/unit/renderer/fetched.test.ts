import { describe, expect, it } from 'vitest'
import { type Answered, afterFailure } from '../../../renderer/components/fetched.ts'

const FAILED = { kind: 'failed', message: 'gone', error: null } as const

describe('what was fetched', () => {
  const answer: Answered<number> = { question: 'a', state: { kind: 'ready', value: 1 } }

  it('stays while the same question fails', () => {
    expect(afterFailure(answer, 'a', FAILED)).toBe(answer)
  })

  it('never stands for another question that failed', () => {
    expect(afterFailure(answer, 'b', FAILED)).toEqual({ question: 'b', state: FAILED })
  })
})
