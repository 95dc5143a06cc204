/** Time that passes only when everybody waits, and sources that live in it. */

import { setImmediate as turn } from 'node:timers/promises'
import type { BalanceSource, BatchAnswer, ProviderBalance } from '../../../../electron/engine/ports.ts'
import { ProviderError } from '../../../../electron/engine/provider-error.ts'
import type { ProviderPoolOptions } from '../../../../electron/sources/provider-pool.ts'
import { cancelled } from '../../../../electron/sources/resilience.ts'
import { inWords } from '../../../fakes/in-words.ts'
import { answerAt, scripted } from '../provider-ground.ts'

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** A clock, its sleep, and the loop that moves it. */
export class VirtualTime {
  #now = 1_800_000_000_000
  readonly #sleepers = new Set<Sleeper>()

  readonly now = (): number => this.#now

  readonly after = (ms: number, run: () => void): (() => void) => {
    const sleeper = { at: this.#now + ms, wake: run }
    this.#sleepers.add(sleeper)
    return () => void this.#sleepers.delete(sleeper)
  }

  readonly sleep = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(cancelled(signal))
      const callOff = this.after(ms, () => {
        signal.removeEventListener('abort', gone)
        resolve()
      })
      const gone = (): void => {
        callOff()
        reject(cancelled(signal))
      }
      signal.addEventListener('abort', gone, { once: true })
    })

  /** What a pool needs to live in this time. */
  options(): Pick<ProviderPoolOptions, 'clock' | 'monotonic' | 'after' | 'random'> {
    return { clock: { now: this.now }, monotonic: this.now, after: this.after, random: () => 0.5 }
  }

  /** Lets time pass until the promise is settled. */
  async run<T>(promise: Promise<T>): Promise<T> {
    let over = false
    const end = (): void => {
      over = true
    }
    promise.then(end, end)
    for (;;) {
      await turn()
      if (over) return promise
      this.#next()
    }
  }

  /** Lets `ms` pass. */
  pass(ms: number): Promise<void> {
    return this.run(this.sleep(ms, new AbortController().signal))
  }

  #next(): void {
    const at = Math.min(...[...this.#sleepers].map((sleeper) => sleeper.at))
    if (!Number.isFinite(at)) throw new Error('nobody waits for time to pass, and nothing is over')
    this.#now = Math.max(this.#now, at)
    for (const sleeper of this.#sleepers) {
      if (sleeper.at > this.#now) continue
      this.#sleepers.delete(sleeper)
      sleeper.wake()
    }
  }
}

/** What a made-up server was asked, when, and whether it was too often. */
export interface Arrival {
  readonly at: number
  readonly address: string
  readonly refused: boolean
}

/** A server that answers after `latencyMs` and refuses what comes above its limit within any second. */
export class LimitedServer {
  readonly arrivals: Arrival[] = []
  readonly source: BalanceSource
  limit: number
  readonly #time: VirtualTime

  constructor(id: string, time: VirtualTime, limit: number, latencyMs = 20) {
    this.limit = limit
    this.#time = time
    const single = scripted(id, async (address, signal): Promise<ProviderBalance> => {
      const refused = this.#arrive(address)
      await time.sleep(latencyMs, signal)
      if (refused) throw new ProviderError('refused', inWords('it is asked too often (429)'))
      return answerAt(100)
    })
    this.source = { ...single, capabilities: { ...single.capabilities, batch: 1 } }
  }

  /** The longest run of refusals without an answer between them. */
  get refusedInARow(): number {
    let [run, longest] = [0, 0]
    for (const { refused } of this.arrivals) {
      run = refused ? run + 1 : 0
      longest = Math.max(longest, run)
    }
    return longest
  }

  #arrive(address: string): boolean {
    const at = this.#time.now()
    const recent = this.arrivals.slice(-200).filter((other) => !other.refused && at - other.at < 1_000 - 1e-3)
    const refused = recent.length >= this.limit
    this.arrivals.push({ at, address, refused })
    return refused
  }
}

/** A source that takes several addresses a call. `calls` holds what it was asked. */
export function batching(
  id: string,
  batch: number,
  answer: (address: string) => BatchAnswer = () => ({ kind: 'balance', balance: answerAt(100) }),
): BalanceSource & { readonly calls: (readonly string[])[] } {
  const calls: (readonly string[])[] = []
  const one = async (address: string): Promise<ProviderBalance> => {
    calls.push([address])
    const given = answer(address)
    if (given.kind === 'failed') throw given.error
    return given.balance
  }
  const source = scripted(id, one)
  const balances = async (addresses: readonly string[]): Promise<readonly BatchAnswer[]> => {
    calls.push(addresses)
    return addresses.map(answer)
  }
  return { ...source, capabilities: { ...source.capabilities, batch }, balances, calls }
}
