/**
 * How a thread ends: it is asked to, lets go of its port, and goes when nothing is left that keeps it. Stopped from outside
 * instead, a thread that listens to ZMQ takes the whole process along: the native module still has something to say to it
 * then, and aborts because nobody may hear it (zeromq.js, issue 411).
 */
import type { MessagePort, Worker } from 'node:worker_threads'

const END = 'end'
/** Longer than anything that is left after a `close`; shorter than anybody waits for an app to go. */
const GRACE_MS = 5_000

/** The thread's own side: once asked to end, `port` keeps it no longer. */
export function endWhenAsked(port: MessagePort): void {
  port.on('message', (message: unknown) => {
    if (message === END) port.close()
  })
}

/** Resolves when the thread is gone. One that does not go within `graceMs` hangs, and is stopped from outside. */
export async function endThread(worker: Worker, graceMs = GRACE_MS): Promise<void> {
  if (worker.threadId === -1) return // gone already
  const gone = new Promise<unknown>((resolve) => worker.once('exit', resolve))
  worker.postMessage(END)
  const late = setTimeout(() => void worker.terminate(), graceMs)
  await gone
  clearTimeout(late)
}
