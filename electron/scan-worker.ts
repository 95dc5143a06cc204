/** The thread that fetches, matches and writes, so that the app's main thread is free for the person using it. */
import { parentPort, workerData } from 'node:worker_threads'
import { serveScanCore } from './scan-worker/core.ts'
import type { CoreOptions } from './scan-worker/types.ts'

if (parentPort === null) throw new Error('this file is started as a worker thread')
serveScanCore(parentPort, workerData as CoreOptions, { now: () => Date.now() }) // given by start-core.ts alone
