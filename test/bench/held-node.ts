/** A node that takes connections but says nothing until it is released: what is measured then begins at a known instant. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** The node behind a place of its own. */
export interface HeldNode {
  readonly url: string
  /** From now on everything passes, what waits first. */
  release(): void
  close(): Promise<void>
}

/** Holds what goes to the node at this URL. */
export async function holdNode(url: string): Promise<HeldNode> {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  const released = Promise.withResolvers<void>()
  const server = createServer((client) => {
    keep(client)
    void released.promise.then(() => {
      const node = connect({ host: hostname, port: Number(port) })
      keep(node)
      client.pipe(node).pipe(client)
    })
  })
  function keep(socket: Socket): void {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()) // the other side went away
    socket.on('close', () => sockets.delete(socket))
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: own } = server.address() as AddressInfo // it listens on TCP, never on a pipe
  return {
    url: `http://127.0.0.1:${own}`,
    release: () => released.resolve(),
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
