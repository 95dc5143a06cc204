/** A reply of the API before it is sent. Errors are JSON with a code: `{ error, message, ... }`. */
import type { ServerResponse } from 'node:http'
import { SECURITY_HEADERS } from '../security-headers.ts'

/** The codes a program can act on. */
export type ApiErrorCode =
  | 'unauthorized'
  | 'too_many_requests'
  | 'method_not_allowed'
  | 'bad_query'
  | 'not_watched'
  | 'height_not_available'
  | 'unknown'
  | 'tip_not_known'
  | 'unavailable'

export interface ApiReply {
  readonly status: number
  readonly contentType: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A value as JSON. */
export function jsonReply(
  status: number,
  value: object,
  headers: Readonly<Record<string, string>> = {},
): ApiReply {
  return {
    status,
    contentType: 'application/json; charset=utf-8',
    body: `${JSON.stringify(value)}\n`,
    headers,
  }
}

/** A failure as JSON; `more` are further plain fields. */
export function apiError(
  status: number,
  error: ApiErrorCode,
  message: string,
  more: object = {},
  headers: Readonly<Record<string, string>> = {},
): ApiReply {
  return jsonReply(status, { error, message, ...more }, headers)
}

/** Sends it with the headers that every reply of the server carries. */
export function sendReply(response: ServerResponse, { status, contentType, body, headers }: ApiReply): void {
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    ...headers,
  })
  response.end(body)
}
