/** The thread that derives the scripts of accounts: thousands of curve operations that keep nobody waiting. */
import { parentPort } from 'node:worker_threads'
import { serveDeriver } from './derive-worker/serve-deriver.ts'

if (parentPort === null) throw new Error('this file is started as a worker thread')
serveDeriver(parentPort)
