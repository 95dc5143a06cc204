/** How often a source may be asked, sustained and at once. */
export interface Budget {
  readonly ratePerS: number
  /** Requests that may go out at once after a quiet time; at least 1. */
  readonly burst: number
}

/**
 * A token bucket on a clock from outside. It never waits: it says how long, and the pool waits for many at once.
 * (cockatiel has no rate limiter.) What costs more than the whole burst needs a full bucket and leaves a debt, so
 * that no window of T seconds ever holds more than max(burst, cost) + rate * T.
 */
export class TokenBucket {
  readonly budget: Budget | null
  readonly #now: () => number
  #level: number
  #at: number

  /** `budget` null is unlimited; `now` in ms, never going back. */
  constructor(budget: Budget | null, now: () => number) {
    this.budget = budget
    this.#now = now
    this.#level = budget?.burst ?? 0
    this.#at = now()
  }

  /** What goes out at once at the most; infinite without a limit. */
  get burst(): number {
    return this.budget?.burst ?? Number.POSITIVE_INFINITY
  }

  /** Requests that may go out now, negative in debt; null without a limit. */
  get left(): number | null {
    return this.budget === null ? null : this.#filled(this.budget)
  }

  /** Ms until `cost` can be taken; 0 is now. */
  waitMs(cost: number): number {
    if (this.budget === null) return 0
    const missing = Math.min(cost, this.budget.burst) - this.#filled(this.budget)
    return missing <= ROUNDING ? 0 : (missing / this.budget.ratePerS) * 1_000
  }

  /** Takes `cost` if that is possible now. */
  tryTake(cost: number): boolean {
    if (this.waitMs(cost) > 0) return false
    this.force(cost)
    return true
  }

  /** Takes `cost` in any case: what follows pays for it. The debt ends at what the dearest call alone may leave. */
  force(cost: number): void {
    if (this.budget === null) return
    const level = this.#filled(this.budget)
    this.#level = Math.max(level - cost, Math.min(level, -Math.max(cost, this.budget.burst)))
  }

  /** Takes back what was not used: it never reached the server. */
  giveBack(cost: number): void {
    if (this.budget !== null) this.#level = Math.min(this.budget.burst, this.#filled(this.budget) + cost)
  }

  #filled({ ratePerS, burst }: Budget): number {
    const now = this.#now()
    this.#level = Math.min(burst, this.#level + (Math.max(0, now - this.#at) * ratePerS) / 1_000)
    this.#at = now
    return this.#level
  }
}

/** Tokens that floating point may lose on the way. */
const ROUNDING = 1e-6
