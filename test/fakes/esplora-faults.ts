/** Faults of the Esplora-shaped server, set per route, each on a real socket. */
import type { ServerResponse } from 'node:http'
import type { Reply, RouteName } from './esplora-routes.ts'

/** What goes wrong with a reply. */
export type Fault =
  /** Parts of the reply replaced: a status, a body, another content type, headers. */
  | {
      readonly kind: 'reply'
      readonly status?: number
      readonly contentType?: string
      readonly body?: string
      readonly headers?: Readonly<Record<string, string>>
    }
  /** The right body, changed as text. */
  | { readonly kind: 'edit'; edit(body: string): string }
  /** The right reply of that many blocks ago. */
  | { readonly kind: 'stale'; readonly blocks: number }
  /** The right reply after a while. */
  | { readonly kind: 'late'; readonly ms: number }
  /** Not a byte, for ever. */
  | { readonly kind: 'hang' }
  /** One byte of the right body at a time. */
  | { readonly kind: 'drip'; readonly everyMs: number }
  /** RST in the middle of the body. */
  | { readonly kind: 'reset' }
  /** A clean end in the middle of the body. */
  | { readonly kind: 'truncate' }
  /** The right reply, after something happened that it does not show yet. */
  | { readonly kind: 'event'; run(): void }
  /** The body drowned in white space. */
  | { readonly kind: 'huge'; readonly bytes: number }

/** The switchboard. A fault on a route wins over one on `any`. */
export interface Faults {
  /** Sets a fault, for `times` requests or until cleared; the first `after` requests still go well. */
  set(route: RouteName | 'any', fault: Fault, times?: number, after?: number): void
  clear(route?: RouteName | 'any'): void
  /** The fault that applies now, counted as used. */
  take(route: RouteName): Fault | null
}

/** Starts without faults. */
export function createFaults(): Faults {
  const active = new Map<RouteName | 'any', { fault: Fault; left: number; after: number }>()
  return {
    set: (route, fault, times = Number.POSITIVE_INFINITY, after = 0) =>
      active.set(route, { fault, left: times, after }),
    clear: (route) => (route === undefined ? active.clear() : active.delete(route)),
    take(route) {
      const key = active.has(route) ? route : 'any'
      const entry = active.get(key)
      if (entry === undefined || entry.after-- > 0) return null
      entry.left--
      if (entry.left <= 0) active.delete(key)
      return entry.fault
    },
  }
}

/** Faults by the names that tests use. */
export const FAULTS = {
  status: (status: number, body = 'trouble', headers: Record<string, string> = {}): Fault => ({
    kind: 'reply',
    status,
    body,
    headers,
    contentType: 'text/plain',
  }),
  redirect: (location: string): Fault => ({ kind: 'reply', status: 302, body: '', headers: { location } }),
  /** A captive portal. */
  html: (): Fault => ({
    kind: 'reply',
    contentType: 'text/html',
    body: '<!doctype html><html><body>Welcome to our Wi-Fi</body></html>',
  }),
  json: (body: string): Fault => ({ kind: 'reply', contentType: 'application/json', body }),
  deepJson: (depth: number): Fault => FAULTS.json('['.repeat(depth) + ']'.repeat(depth)),
  otherAddress: (address: string): Fault => ({
    kind: 'edit',
    edit: (body) => body.replace(/"address":"[^"]*"/, `"address":"${address}"`),
  }),
  /** A field of the first object that has it, with raw JSON in its place. */
  field: (name: string, raw: string): Fault => ({
    kind: 'edit',
    edit: (body) => body.replace(new RegExp(`"${name}":("[^"]*"|[^,}\\]]*)`), `"${name}":${raw}`),
  }),
  /** A JSON list, made into another one. */
  list: (change: (items: readonly unknown[]) => readonly unknown[]): Fault => ({
    kind: 'edit',
    edit: (body) => JSON.stringify(change(JSON.parse(body) as unknown[])), // the server's own list
  }),
  /** Every item of a list twice. */
  duplicated: (): Fault => FAULTS.list((items) => items.flatMap((item) => [item, item])),
  /** The place in a list is lost, which looks like its end. */
  cursorLost: (): Fault => FAULTS.json('[]'),
  /** A part of a JSON object, with other fields in place of its own. */
  part: (name: string, fields: Readonly<Record<string, unknown>>): Fault => ({
    kind: 'edit',
    edit: (body) => {
      const whole = JSON.parse(body) as Record<string, Record<string, unknown>> // the server's own object
      return JSON.stringify({ ...whole, [name]: { ...whole[name], ...fields } })
    },
  }),
} as const

/** Sends the reply as the fault has it. Resolves when nothing more will be sent. */
export async function sendWithFault(
  response: ServerResponse,
  reply: Reply,
  fault: Fault | null,
): Promise<void> {
  switch (fault?.kind) {
    case undefined:
    case 'stale':
      return send(response, reply)
    case 'event':
      fault.run()
      return send(response, reply)
    case 'reply':
      return send(response, { ...reply, ...withoutAbsent(fault) }, fault.headers)
    case 'edit':
      return send(response, { ...reply, body: fault.edit(reply.body) })
    case 'huge':
      return send(response, { ...reply, body: reply.body + ' '.repeat(fault.bytes) })
    case 'late':
      await pause(fault.ms)
      return send(response, reply)
    case 'hang':
      return
    case 'drip':
      return drip(response, reply, fault.everyMs)
    case 'reset':
      return cut(response, reply, () => response.socket?.resetAndDestroy())
    case 'truncate':
      return cut(response, reply, () => response.socket?.end())
  }
}

function withoutAbsent({ status, contentType, body }: Extract<Fault, { kind: 'reply' }>): Partial<Reply> {
  return {
    ...(status === undefined ? {} : { status }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(body === undefined ? {} : { body }),
  }
}

function send(response: ServerResponse, reply: Reply, headers: Readonly<Record<string, string>> = {}): void {
  writeHead(response, reply, headers)
  response.end(reply.body)
}

function writeHead(
  response: ServerResponse,
  { status, contentType, body }: Reply,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'public, max-age=10',
    ...headers,
  })
}

async function drip(response: ServerResponse, reply: Reply, everyMs: number): Promise<void> {
  writeHead(response, reply)
  for (const byte of reply.body) {
    if (response.destroyed) return
    response.write(byte)
    await pause(everyMs)
  }
  response.end()
}

async function cut(response: ServerResponse, reply: Reply, end: () => void): Promise<void> {
  writeHead(response, reply)
  const half = reply.body.slice(0, Math.floor(reply.body.length / 2))
  await new Promise<void>((resolve) => response.write(half, () => resolve()))
  end()
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
