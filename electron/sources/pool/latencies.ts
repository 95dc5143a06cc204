const KEPT = 100
const SMOOTHING = 0.2

/** The last 100 response times of a source, and what is smoothed from them. */
export class Latencies {
  readonly #last: number[] = []
  #next = 0
  #perRequest: number | null = null

  /** `ms` for a call that sent `requests`. */
  add(ms: number, requests: number): void {
    this.#last[this.#next] = ms
    this.#next = (this.#next + 1) % KEPT
    const each = ms / Math.max(1, requests)
    this.#perRequest =
      this.#perRequest === null ? each : this.#perRequest + SMOOTHING * (each - this.#perRequest)
  }

  /** Exponentially weighted mean of a request's time; calls of different size compare by it. */
  get perRequest(): number | null {
    return this.#perRequest
  }

  /** The time within which the share `q` (0..1) of the calls was answered; null before the first. */
  quantile(q: number): number | null {
    const sorted = this.#last.toSorted((a, b) => a - b)
    return sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? null
  }
}
