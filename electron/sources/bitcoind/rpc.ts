/** JSON-RPC 2.0 to bitcoind, single and batched. Servers before 28 answer errors with HTTP 500 and 404: both work. */
import type { HttpReply } from '../http.ts'
import { fromRpcError, fromStatus, RPC_ERROR } from './failures.ts'
import { asArray, asBytes, asFields, asText, brokenReply, type Fields } from './fields.ts'
import { hexResultInto } from './hex-result.ts'
import type { RpcMethod } from './methods.ts'
import { parseJson, parseJsonWithAmounts } from './parse-json.ts'
import type { SendOptions, Transport } from './transport.ts'

/** The node's answer to one call; its errors are answers too, except that it is still starting (a `NodeError`). */
export type RpcReply =
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'error'; readonly code: number; readonly message: string }

export interface RpcOptions extends Partial<SendOptions> {
  /** The numbers of keys "amount" come as strings of their digits. */
  readonly amounts?: boolean
}

export interface RpcCall {
  readonly method: RpcMethod
  readonly params: readonly unknown[]
}

export interface Rpc {
  /** The reply, whether result or error. */
  ask(
    method: RpcMethod,
    params: readonly unknown[],
    options: RpcOptions,
    signal: AbortSignal,
  ): Promise<RpcReply>
  /** The result; an error of the node is thrown as a `NodeError`. */
  call(
    method: RpcMethod,
    params: readonly unknown[],
    options: RpcOptions,
    signal: AbortSignal,
  ): Promise<unknown>
  /** Decodes a result in hex straight into `into`; how many bytes it has. A `fault` when they do not fit. */
  callHex(call: RpcCall, into: Buffer, options: RpcOptions, signal: AbortSignal): Promise<number>
  /** One request for many calls; replies in the order of the calls. */
  batch(calls: readonly RpcCall[], options: RpcOptions, signal: AbortSignal): Promise<readonly RpcReply[]>
}

const DEFAULTS: SendOptions = { timeoutMs: 20_000, maxBytes: 16 << 20 }

export function createRpc(transport: Transport): Rpc {
  const post = (
    { method, params }: RpcCall,
    options: RpcOptions,
    signal: AbortSignal,
  ): Promise<HttpReply> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 0, method, params })
    return transport.post(body, method, { ...DEFAULTS, ...options }, signal)
  }
  const ask: Rpc['ask'] = async (method, params, options, signal) => {
    const reply = await post({ method, params }, options, signal)
    return readReply(asFields(decode(reply, method, options), method), method)
  }
  return {
    ask,
    async call(method, params, options, signal) {
      return resultOf(await ask(method, params, options, signal), method)
    },
    async callHex(call, into, options, signal) {
      const { method } = call
      const reply = await post(call, options, signal)
      const length = hexResultInto(reply.body, into)
      if (length !== null) return length
      const value = resultOf(readReply(asFields(decode(reply, method, options), method), method), method)
      const bytes = asBytes(value, method)
      if (bytes.length > into.length) throw brokenReply(method)
      into.set(bytes)
      return bytes.length
    },
    async batch(calls, options, signal) {
      if (calls.length === 0) return []
      const method = [...new Set(calls.map((call) => call.method))].join(' and ')
      const body = JSON.stringify(calls.map((call, id) => ({ jsonrpc: '2.0', id, ...call })))
      const send = { ...DEFAULTS, timeoutMs: 60_000, ...options }
      const reply = await transport.post(body, method, send, signal)
      return readBatch(decode(reply, method, options), calls.length, method)
    },
  }
}

/** The value of a reply; an error is thrown as the `NodeError` that it stands for. */
export function resultOf(reply: RpcReply, method: string): unknown {
  if (reply.kind === 'error') throw fromRpcError(method, reply.code, reply.message)
  return reply.value
}

function decode(reply: HttpReply, method: string, options: RpcOptions): unknown {
  const first = reply.body.find((byte) => byte > 0x20)
  if (first !== 0x7b && first !== 0x5b) throw fromStatus(reply, method)
  try {
    return options.amounts ? parseJsonWithAmounts(reply.body) : parseJson(reply.body)
  } catch (error) {
    throw brokenReply(method, error)
  }
}

function readReply(reply: Fields, method: string): RpcReply {
  const { error } = reply
  if (error === undefined || error === null) {
    if (!('result' in reply)) throw brokenReply(method)
    return { kind: 'result', value: reply['result'] }
  }
  const { code, message } = asFields(error, method)
  if (typeof code !== 'number') throw brokenReply(method)
  const text = asText(message, method)
  if (code === RPC_ERROR.warmingUp) throw fromRpcError(method, code, text)
  return { kind: 'error', code, message: text }
}

function readBatch(value: unknown, count: number, method: string): readonly RpcReply[] {
  if (!Array.isArray(value)) resultOf(readReply(asFields(value, method), method), method) // one error for all
  const replies: (RpcReply | undefined)[] = Array.from({ length: count })
  for (const item of asArray(value, method)) {
    const fields = asFields(item, method)
    const { id } = fields
    if (typeof id !== 'number' || !(id in replies) || replies[id]) throw brokenReply(method)
    replies[id] = readReply(fields, method)
  }
  return replies.map((reply) => {
    if (!reply) throw brokenReply(method)
    return reply
  })
}
