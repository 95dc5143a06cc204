import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { endThread } from '../../../electron/scan-worker/end-thread.ts'

const CHILD = fileURLToPath(new URL('./children/end-threads.ts', import.meta.url))

it('Threads that listen to ZMQ end while messages come in, and leave the process alive', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, '12'])
  expect(stdout).toBe('ended 12')
})

it('A thread that hangs is ended all the same, and one that is gone is no fault', async () => {
  const worker = new Worker('for (;;);', { eval: true })
  await endThread(worker, 50)
  expect(worker.threadId).toBe(-1)
  await endThread(worker, 50)
})
