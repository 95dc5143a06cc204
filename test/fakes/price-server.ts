/** A real HTTP server of prices on 127.0.0.1, with faults. For tests only. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface PriceServer {
  readonly url: string
  readonly port: number
  /** Paths that were asked, in order. */
  readonly asked: string[]
  /** Answers by the beginning of a path; `null` hangs up, a function does what it wants. */
  answers: Record<string, unknown>
  close(): Promise<void>
}

/** Starts on a free port. Without an answer for a path it says 404. */
export async function startPriceServer(answers: Record<string, unknown>): Promise<PriceServer> {
  const asked: string[] = []
  const state = { answers }
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    const found = Object.keys(state.answers).find((each) => path.startsWith(each))
    reply(found === undefined ? undefined : state.answers[found], response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}`,
    port,
    asked,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  })
}

function reply(answer: unknown, response: ServerResponse): void {
  if (answer === undefined) response.writeHead(404).end()
  else if (answer === null) response.destroy()
  else if (typeof answer === 'function') answer(response)
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}
