/**
 * The plain RPC of the regtest ground: every error is thrown with the node's own text. What a full work queue turned away
 * was not done, and is asked again; nothing else is.
 */
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { httpRequest } from '../sources/http.ts'

/** Calls a method, on a wallet when named. Amounts come as JSON numbers: fine for a test ground, not for money. */
export type RegtestRpc = <T>(
  method: string,
  params?: readonly unknown[],
  options?: { wallet?: string },
) => Promise<T>

/** The node said no. `code` is its RPC error code. */
export class RegtestRpcError extends Error {
  readonly code: number

  constructor(method: string, code: number, text: string) {
    super(`${method}: ${text} (${code})`)
    this.name = 'RegtestRpcError'
    this.code = code
  }
}

const BUSY_TRIES = 100
const BUSY_PAUSE_MS = 50

/** An RPC to the node at `url`, which reads the cookie anew for each call. */
export function callRegtest(url: string, cookieFile: string, dispatcher: Dispatcher): RegtestRpc {
  return async <T>(method: string, params: readonly unknown[] = [], options: { wallet?: string } = {}) => {
    const cookie = await readFile(cookieFile, 'utf8')
    const ask = () =>
      httpRequest(
        {
          method: 'POST',
          url: options.wallet === undefined ? url : `${url}/wallet/${encodeURIComponent(options.wallet)}`,
          headers: {
            authorization: `Basic ${Buffer.from(cookie).toString('base64')}`,
            'content-type': 'application/json',
          },
          body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
          timeoutMs: 0, // mining thousands of blocks takes what it takes
          maxBytes: 512 << 20,
          dispatcher,
        },
        new AbortController().signal,
      )
    let reply = await ask()
    for (let again = 0; reply.status === 503 && again < BUSY_TRIES; again++) {
      await pause(BUSY_PAUSE_MS)
      reply = await ask()
    }
    // `T` is what the caller knows of the method; a test that is wrong about it fails.
    return resultOf(method, reply.status, reply.body) as T
  }
}

function resultOf(method: string, status: number, body: Uint8Array): unknown {
  const text = Buffer.from(body).toString('utf8')
  if (!text.startsWith('{')) throw new RegtestRpcError(method, status, text.slice(0, 200) || 'empty reply')
  // The one shape a bitcoind replies in.
  const reply = JSON.parse(text) as { result?: unknown; error?: { code: number; message: string } | null }
  if (reply.error) throw new RegtestRpcError(method, reply.error.code, reply.error.message)
  return reply.result
}
