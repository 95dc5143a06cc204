/** Ends threads that listen to a publisher which never rests: `node end-threads.ts COUNT`. Prints how many it ended. */
import { setImmediate as turn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { Publisher } from 'zeromq'
import { endThread } from '../../../../electron/scan-worker/end-thread.ts'

const count = Number(process.argv[2])
const publisher = new Publisher({ linger: 0 })
await publisher.bind('tcp://127.0.0.1:*')
const address = publisher.lastEndpoint
if (address === null) throw new Error('the publisher has no address')
const over = new AbortController()

const said = (async () => {
  for (; !over.signal.aborted; await turn())
    await publisher.send(['sequence', Buffer.alloc(41), Buffer.alloc(4)])
})()

for (let i = 0; i < count; i++) {
  const worker = new Worker(new URL('./listening-thread.ts', import.meta.url), { workerData: { address } })
  await heard(worker, 'there')
  worker.postMessage('close')
  await heard(worker, 'closed')
  await endThread(worker)
}
over.abort()
await said
publisher.close()
process.stdout.write(`ended ${count}`)

async function heard(worker: Worker, what: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    worker.on('error', reject)
    worker.on('message', (message) => message === what && resolve())
  })
}
