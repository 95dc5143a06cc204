/** Starts the thread of the scan core; what it opens is said later, so that its code can load before that is known. */
import { Worker } from 'node:worker_threads'
import type { Port } from './calls.ts'
import { endThread } from './end-thread.ts'

/** A running core. */
export interface RunningCore {
  readonly port: Port
  /** Called once when it ends without having been asked to, also where that was before. */
  onLost(listener: (error: Error) => void): void
  /** Ends it, also where it hangs; after a `close` call there is nothing left to lose. */
  end(): Promise<void>
}

/** A thread of its own. Nothing is opened before the `open` call. */
export function startScanThread(): RunningCore {
  const worker = new Worker(threadFile(), { name: 'tidemark-scan' })
  let ending = false
  let lost: Error | null = null
  let hear: ((error: Error) => void) | null = null
  const tell = (error: Error): void => {
    if (lost !== null || ending) return
    lost = error
    hear?.(error)
  }
  worker.on('error', tell)
  worker.on('exit', (code) => tell(new Error(`the scan thread ended with code ${code}`)))
  return {
    port: worker,
    onLost: (listener) => {
      hear = listener
      if (lost !== null) listener(lost)
    },
    end: async () => {
      ending = true
      await endThread(worker)
    },
  }
}

/** Beside the bundles lies the built thread; run from source, it is the source. */
function threadFile(): URL {
  const source = import.meta.filename.endsWith('.ts')
  return new URL(source ? '../scan-worker.ts' : './scan-worker.js', import.meta.url)
}
