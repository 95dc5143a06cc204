/** The thread that fetches, matches and writes, so that the app's main thread is free for the person using it. */
import { parentPort } from 'node:worker_threads'
import { keepCompiledCode } from './compiled-code.ts'

if (parentPort === null) throw new Error('this file is started as a worker thread')
keepCompiledCode(import.meta.filename)
const [{ serveScanCore }, { endWhenAsked }] = await Promise.all([
  import('./scan-worker/core.ts'),
  import('./scan-worker/end-thread.ts'),
])
endWhenAsked(parentPort)
serveScanCore(parentPort, { now: () => Date.now() })
