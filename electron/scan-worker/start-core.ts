/** Starts the scan core, in a thread or beside the caller, and gives the end of the port that speaks to it. */
import { MessageChannel, Worker } from 'node:worker_threads'
import type { Clock } from '../engine/ports.ts'
import type { Port } from './calls.ts'
import { serveScanCore } from './core.ts'
import type { CoreOptions } from './types.ts'

/** A running core. */
export interface RunningCore {
  readonly port: Port
  /** Called once when it ends without having been asked to. */
  onLost(listener: (error: Error) => void): void
  /** Ends it whatever it does; after a `close` call there is nothing left to lose. */
  end(): Promise<void>
}

/** A thread of its own. */
export function startThread(options: CoreOptions): RunningCore {
  const worker = new Worker(threadFile(), { workerData: options, name: 'tidemark-scan' })
  let ending = false
  return {
    port: worker,
    onLost: (listener) => {
      let told = false
      const tell = (error: Error): void => {
        if (!told && !ending) listener(error)
        told = true
      }
      worker.on('error', tell)
      worker.on('exit', (code) => tell(new Error(`the scan thread ended with code ${code}`)))
    },
    end: async () => {
      ending = true
      await worker.terminate()
    },
  }
}

/** In the caller's own thread: for one command, and for tests that hold the clock. */
export function startInline(options: CoreOptions, clock: Clock): RunningCore {
  const { port1, port2 } = new MessageChannel()
  serveScanCore(port2, options, clock)
  return {
    port: port1,
    onLost: () => undefined,
    end: async () => port1.close(),
  }
}

/** Beside the bundles lies the built thread; run from source, it is the source. */
function threadFile(): URL {
  const source = import.meta.filename.endsWith('.ts')
  return new URL(source ? '../scan-worker.ts' : './scan-worker.js', import.meta.url)
}
