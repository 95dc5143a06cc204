/** The HTTP side of the loopback server: the interface's files, the exchange of a code for a session, the API. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { z } from 'zod'
import type { Log } from '../log.ts'
import type { ApiDoor } from './api/api-door.ts'
import { setCookie } from './cookie.ts'
import { refusalOf } from './guard.ts'
import { readBody } from './read-body.ts'
import { SECURITY_HEADERS } from './security-headers.ts'
import type { Sessions } from './sessions.ts'
import type { StaticFiles } from './static-files.ts'

export interface HttpDoorOptions {
  readonly files: StaticFiles
  readonly sessions: Sessions
  /** The port the server listens on. */
  readonly port: () => number
  readonly bodyBytes: number
  readonly log: Log
  /** Null: its paths do not exist. */
  readonly api: ApiDoor | null
}

const sessionBody = z.strictObject({ code: z.string().min(1).max(200) })

/** Answers every plain request: a refusal, the API, a file, or `POST /session`. A fault is a bare 500, and logged. */
export function createHttpDoor(options: HttpDoorOptions): RequestListener {
  return (request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      if (request.errored || response.destroyed) return // the client went away
      options.log.error({ err: error }, 'the loopback server failed')
      reply(response, 500, 'internal error')
    })
  }
}

async function answer(
  options: HttpDoorOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refusal = refusalOf(request, options.port(), false)
  if (refusal) return refuse(response, refusal.status, refusal.reason)
  if (options.api !== null && (await options.api(request, response))) return
  if (request.method === 'POST') return openSession(options, request, response)
  sendFile(options.files, request, response)
}

function sendFile(files: StaticFiles, request: IncomingMessage, response: ServerResponse): void {
  const path = (request.url ?? '').split('?', 1)[0] ?? ''
  const file = files.get(path)
  if (!file) return reply(response, 404, 'not found')
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    'content-type': file.contentType,
    'content-length': file.body.length,
  })
  response.end(request.method === 'HEAD' ? undefined : file.body)
}

async function openSession(
  { sessions, port, bodyBytes }: HttpDoorOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.url !== '/session') return refuse(response, 405, 'method not allowed')
  if (!isJson(request)) return refuse(response, 415, 'expected JSON')
  const body = await readBody(request, bodyBytes)
  if (body === null) return refuse(response, 413, 'too large')
  const parsed = sessionBody.safeParse(parseJson(body))
  if (!parsed.success) return reply(response, 400, 'expected a code')
  const session = sessions.redeem(parsed.data.code)
  if (session === null) return reply(response, 403, 'the code is wrong, used or too old')
  response.writeHead(204, { ...SECURITY_HEADERS, 'set-cookie': setCookie(port(), session) })
  response.end()
}

function isJson({ headers }: IncomingMessage): boolean {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() === 'application/json'
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the schema refuses it
  }
}

/** Answers without reading what the client still sends. */
function refuse(response: ServerResponse, status: number, reason: string): void {
  response.setHeader('connection', 'close')
  reply(response, status, reason)
}

function reply(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) return void response.destroy()
  const allow = status === 405 ? { allow: 'GET, HEAD, POST' } : {}
  response.writeHead(status, { ...SECURITY_HEADERS, ...allow, 'content-type': 'text/plain; charset=utf-8' })
  response.end(`${text}\n`)
}
