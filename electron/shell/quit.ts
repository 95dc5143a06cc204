/** Leaving: the host is stopped first (it aborts a running scan of ours), but never waited for without end. */
import { app } from 'electron'

/** How long quitting waits for the host. */
export const STOP_TIMEOUT_MS = 10_000

/** Makes quitting wait for `stop`, at most 10 s; then the process ends whatever it does. */
export function stopBeforeQuit(stop: () => Promise<void>): void {
  let stopping = false
  app.on('will-quit', (event) => {
    event.preventDefault()
    if (stopping) return
    stopping = true
    void stopInTime(stop).then((code) => app.exit(code))
  })
}

async function stopInTime(stop: () => Promise<void>): Promise<number> {
  const { promise: late, resolve } = Promise.withResolvers<number>()
  const timer = setTimeout(() => resolve(1), STOP_TIMEOUT_MS)
  const stopped = stop().then(
    () => 0,
    () => 1,
  )
  const code = await Promise.race([stopped, late])
  clearTimeout(timer)
  return code
}
