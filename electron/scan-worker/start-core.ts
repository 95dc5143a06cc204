/** Starts the scan core beside the caller, and gives the end of the port that speaks to it. */
import { MessageChannel } from 'node:worker_threads'
import type { Clock } from '../engine/ports.ts'
import { serveScanCore } from './core.ts'
import type { RunningCore } from './scan-thread.ts'

/** In the caller's own thread: for one command, and for tests that hold the clock. */
export function startInline(clock: Clock): RunningCore {
  const { port1, port2 } = new MessageChannel()
  serveScanCore(port2, clock)
  return {
    port: port1,
    onLost: () => undefined,
    end: async () => port1.close(),
  }
}
