/**
 * The questions that are open, each once however many ask it, and everybody who waits for them. A question is given up
 * when the last of them is gone.
 */
import type { BlockRef } from '../../../shared/chain.ts'
import type { BalanceSource } from '../../engine/ports.ts'
import { cancelled } from '../resilience.ts'
import type { Dispatcher } from './dispatcher.ts'
import { eligibleFor, type ScriptTypeOf } from './eligible.ts'
import { type Job, newJob, type PoolAnswer } from './job.ts'

export interface Asking {
  readonly address: string
  readonly above: BlockRef | null
  readonly allowed: (source: BalanceSource) => boolean
}

export interface OpenQuestionsOptions {
  readonly dispatcher: Dispatcher
  readonly sources: () => readonly BalanceSource[]
  readonly scriptTypeOf: ScriptTypeOf
  /** When an urgent question that is asked now must be over, on the monotonic clock. */
  readonly endOfNew: () => number
}

export class OpenQuestions {
  readonly #options: OpenQuestionsOptions
  readonly #open = new Map<string, Job>()

  constructor(options: OpenQuestionsOptions) {
    this.#options = options
  }

  /** Asks, or joins whoever asked the same already. Rejects with AppError `cancelled` alone. */
  ask(
    questions: readonly Asking[],
    how: { readonly urgent: boolean; readonly onEach: (address: string, answer: PoolAnswer) => void },
    signal: AbortSignal,
  ): Promise<readonly PoolAnswer[]> {
    return new Promise((resolve, reject) => {
      const answers: PoolAnswer[] = []
      const joined: { job: Job; tell: (answer: PoolAnswer) => void }[] = []
      let left = questions.length
      if (left === 0) return resolve([])
      const leave = (): void => {
        for (const { job, tell } of joined) job.waiting.delete(tell)
        this.#options.dispatcher.drop(joined.map(({ job }) => job).filter(isForsaken))
        reject(cancelled(signal))
      }
      signal.addEventListener('abort', leave, { once: true })
      const fresh: Job[] = []
      questions.forEach((question, i) => {
        const tell = (answer: PoolAnswer): void => {
          answers[i] = answer
          how.onEach(question.address, answer)
          if (--left > 0) return
          signal.removeEventListener('abort', leave)
          resolve(answers)
        }
        const { job, isNew } = this.#jobFor(question, how.urgent)
        job.waiting.add(tell)
        joined.push({ job, tell })
        if (isNew) fresh.push(job)
      })
      this.#options.dispatcher.add(fresh)
      if (how.urgent) for (const { job } of joined) this.#options.dispatcher.hurry(job)
    })
  }

  /** A question that has ended. */
  forget(job: Job): void {
    if (this.#open.get(job.key) === job) this.#open.delete(job.key)
  }

  /** The sources or the rotation are others now: what is open goes on with them. */
  renew(): void {
    const { sources, scriptTypeOf, dispatcher } = this.#options
    for (const job of this.#open.values())
      Object.assign(job, eligibleFor(job.address, sources(), job.allowed, scriptTypeOf))
    dispatcher.resort()
  }

  #jobFor({ address, above, allowed }: Asking, urgent: boolean): { job: Job; isNew: boolean } {
    const { sources, scriptTypeOf, endOfNew } = this.#options
    const who = eligibleFor(address, sources(), allowed, scriptTypeOf)
    const key = JSON.stringify([address, above?.height ?? null, [...who.eligible]])
    const known = this.#open.get(key)
    if (known !== undefined) {
      const before = known.allowed // the same today, but sources may come, and rules change
      known.allowed = (source) => before(source) && allowed(source)
      return { job: known, isNew: false }
    }
    const job = newJob({ key, address, above, allowed, ...who, urgent, endsAt: urgent ? endOfNew() : null })
    this.#open.set(key, job)
    return { job, isNew: true }
  }
}

function isForsaken({ waiting, state }: Job): boolean {
  return waiting.size === 0 && state !== 'done'
}
