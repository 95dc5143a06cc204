/** A server on a real socket that answers each request with whatever bytes a test writes, when it writes them. */

import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { hashOfHeader } from '../../../electron/engine/block/raw-header.ts'
import type { BlockHash } from '../../../shared/chain.ts'

/** One request: its path, the connection to answer on, and which request of that connection it is (from 1). */
export interface RawAsked {
  readonly path: string
  readonly socket: Socket
  readonly nth: number
}

export interface RawServer {
  readonly url: string
  readonly asked: readonly RawAsked[]
  /** Connections open now, and the most there ever were. */
  readonly open: () => number
  readonly most: () => number
  close(): Promise<void>
}

/** Listens on 127.0.0.1. `answer` is called with each request, whose head is read and dropped. */
export async function startRawServer(answer: (asked: RawAsked) => void): Promise<RawServer> {
  const asked: RawAsked[] = []
  const sockets = new Set<Socket>()
  let most = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    most = Math.max(most, sockets.size)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy()) // the client may hang up at any time: that is what is tested
    let nth = 0
    let head = ''
    socket.on('data', (bytes) => {
      head += bytes.toString('latin1')
      for (let end = head.indexOf('\r\n\r\n'); end !== -1; end = head.indexOf('\r\n\r\n')) {
        const request = { path: head.split(' ')[1] ?? '', socket, nth: (nth += 1) }
        head = head.slice(end + 4)
        asked.push(request)
        answer(request)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    open: () => sockets.size,
    most: () => most,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** A block as far as its source looks at it: a header of its own, and bytes after it. */
export interface MadeBlock {
  readonly hash: BlockHash
  readonly bytes: Buffer
}

export function makeBlock(seed: number, length: number): MadeBlock {
  const bytes = Buffer.alloc(length, seed + 1)
  bytes.writeUInt32LE(seed, 0)
  return { hash: hashOfHeader(bytes), bytes }
}

/** An answer as bitcoind writes it, with its length. */
export function reply(status: string, body: Uint8Array, length = body.length): Buffer {
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\nContent-Length: ${length}\r\n\r\n`), body])
}
