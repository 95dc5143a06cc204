/** A bell: who waits is woken by the next ring, a ring that nobody waits for is kept. */
export interface Poke {
  ring(): void
  /** Resolves at the next ring, after `ms`, or when `signal` aborts, whichever comes first. Never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

/** Builds a bell that has not been rung. */
export function createPoke(): Poke {
  let rung = false
  let wake: (() => void) | null = null

  function ring(): void {
    rung = true
    wake?.()
  }

  async function wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!rung && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, ms)
        function done(): void {
          clearTimeout(timer)
          signal.removeEventListener('abort', done)
          resolve()
        }
        wake = done
        signal.addEventListener('abort', done, { once: true })
      })
      wake = null
    }
    rung = false
  }

  return { ring, wait }
}

/** Resolves after `ms`, or when `signal` aborts. Never rejects. */
export function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  return createPoke().wait(ms, signal)
}

/** Resolves when what waits already has had its turn: messages, timers, other jobs. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
