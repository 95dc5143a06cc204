/** A thread that listens to a publisher as the own node's hints do, until it is told to close. */
import { parentPort, workerData } from 'node:worker_threads'
import { Subscriber } from 'zeromq'
import { endWhenAsked } from '../../../../electron/scan-worker/end-thread.ts'

const port = parentPort
if (port === null) throw new Error('this file is started as a worker thread')
const { address } = workerData as { readonly address: string } // as end-threads.ts gives it
endWhenAsked(port)
const socket = new Subscriber({ linger: 0 })
socket.events.on('handshake', () => port.postMessage('there'))
socket.connect(address)
socket.subscribe('sequence')

const listening = listen()
port.on('message', (message: unknown) => {
  if (message === 'close') void close()
})

async function close(): Promise<void> {
  socket.close()
  await listening
  port?.postMessage('closed')
}

async function listen(): Promise<void> {
  try {
    for await (const frames of socket) if (frames.length === 0) throw new Error('an empty message')
  } catch (error) {
    if (!(error instanceof Error && 'errno' in error)) throw error // of the socket: its end, like any other
  }
}
