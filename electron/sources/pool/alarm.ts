import type { After } from '../resilience.ts'

/** Looking once too often is harmless; a timer beyond 2^31 ms would fire at once. */
const LONGEST_MS = 3_600_000

/** One timer for many that wait: it rings at the earliest time that was named since it was last cleared. */
export class Alarm {
  readonly #after: After
  readonly #monotonic: () => number
  readonly #ring: () => void
  #wanted = Number.POSITIVE_INFINITY
  #set: { readonly at: number; readonly callOff: () => void } | null = null

  constructor(after: After, monotonic: () => number, ring: () => void) {
    this.#after = after
    this.#monotonic = monotonic
    this.#ring = ring
  }

  /** Forgets what was named; the timer itself runs on until `start`. */
  clear(): void {
    this.#wanted = Number.POSITIVE_INFINITY
  }

  /** Names a time on the monotonic clock. Infinite is never. */
  by(at: number): void {
    this.#wanted = Math.min(this.#wanted, at)
  }

  /** Sets the timer to the earliest of the times named, or to none. */
  start(): void {
    const at = this.#wanted
    if (this.#set?.at === at) return
    this.#set?.callOff()
    this.#set = null
    if (at === Number.POSITIVE_INFINITY) return
    const ms = Math.min(Math.max(0, at - this.#monotonic()), LONGEST_MS)
    const callOff = this.#after(ms, () => {
      this.#set = null
      this.#ring()
    })
    this.#set = { at, callOff }
  }
}
