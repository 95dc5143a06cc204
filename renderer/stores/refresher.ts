/** Runs one job at a time, not more often than asked, and once more when it was requested while it ran. */
export interface Refresher {
  readonly request: () => void
  readonly stop: () => void
}

/** `job` must not reject. The first request runs at once; later ones wait until `minGapMs` after the last start. */
export function createRefresher(
  job: (signal: AbortSignal) => Promise<void>,
  minGapMs: number,
  now: () => number,
): Refresher {
  const stopped = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let running = false
  let wanted = false
  let lastStart = Number.NEGATIVE_INFINITY

  const run = (): void => {
    timer = undefined
    running = true
    wanted = false
    lastStart = now()
    void job(stopped.signal).finally(() => {
      running = false
      if (wanted) request()
    })
  }
  const request = (): void => {
    if (stopped.signal.aborted) return
    wanted = true
    if (running || timer !== undefined) return
    const wait = Math.min(minGapMs, Math.max(0, lastStart + minGapMs - now())) // a clock set back waits no longer
    timer = setTimeout(run, wait)
  }
  return {
    request,
    stop() {
      stopped.abort()
      clearTimeout(timer)
    },
  }
}
