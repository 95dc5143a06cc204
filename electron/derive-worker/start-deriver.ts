/** A deriver in a thread of its own: started when it is first needed, and again after it was lost. */
import { Worker } from 'node:worker_threads'
import { AppError } from '../../shared/errors.ts'
import { say } from '../../shared/said.ts'
import type { Deriver } from '../engine/accounts/deriver.ts'
import { type Caller, sendCalls } from '../scan-worker/calls.ts'
import type { DeriveCalls } from './serve-deriver.ts'

interface Line {
  readonly worker: Worker
  readonly caller: Caller<DeriveCalls>
}

/** What is derived when it is closed, and everything afterwards, fails with `cancelled`. */
export function startDeriver(): Deriver {
  let line: Line | null = null
  let closed = false
  let open = 0 // a thread with nothing to do keeps no process alive

  function connect(): Line {
    const worker = new Worker(threadFile(), { name: 'tidemark-derive' })
    const caller = sendCalls<DeriveCalls>(worker, () => undefined) // it sends no events
    const made: Line = { worker, caller }
    const lose = (cause: Error): void => {
      if (line === made) line = null
      caller.fail(closed ? ended() : lost(cause))
    }
    worker.on('error', lose)
    worker.on('exit', (code) => lose(new Error(`the deriving thread ended with code ${code}`)))
    return made
  }

  return {
    derive: async (chain, network, from, count, signal) => {
      if (closed) throw ended()
      signal.throwIfAborted()
      line ??= connect()
      const { worker, caller } = line
      if (open++ === 0) worker.ref()
      try {
        return await caller.call('derive', { chain, network, from, count }, signal)
      } finally {
        if (--open === 0) worker.unref()
      }
    },
    close: async () => {
      closed = true
      await line?.worker.terminate()
    },
  }
}

/** Beside the bundles lies the built thread; run from source, it is the source. */
function threadFile(): URL {
  const source = import.meta.filename.endsWith('.ts')
  return new URL(source ? '../derive-worker.ts' : './derive-worker.js', import.meta.url)
}

function ended(): AppError {
  return new AppError('cancelled', say('closing'))
}

function lost(cause: Error): AppError {
  return new AppError('internal', say('deriver_stopped'), {
    retryable: true,
    cause,
  })
}
