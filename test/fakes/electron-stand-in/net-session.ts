/**
 * `net` and the session beside the default one: what main itself asks for, by Node's http. Unlike Chromium it goes through
 * no proxy (which one was set is kept) and follows no redirect (the library that uses it does so on Node).
 */
import { type ClientRequest, type IncomingMessage, type RequestOptions, request } from 'node:http'
import type { ProxyConfig } from 'electron'
import { state } from './state.ts'
import { strict } from './strict.ts'

type BeforeRequest = (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void

const open = new Set<ClientRequest>()
let asked: BeforeRequest | null = null

function cancelled(url: string): boolean {
  let verdict = false
  asked?.({ url }, ({ cancel }) => (verdict = cancel === true))
  return verdict
}

/** The only one that there is. */
export const netSession = strict('session.fromPartition', {
  setProxy: ({ mode, proxyRules }: ProxyConfig) => {
    state.proxies.push(proxyRules ?? mode ?? '')
    return Promise.resolve()
  },
  webRequest: strict('session.fromPartition.webRequest', {
    onBeforeRequest: (handler: BeforeRequest) => void (asked = handler),
  }),
  closeAllConnections: () => {
    for (const each of open) each.destroy(new Error('net::ERR_ABORTED'))
    return Promise.resolve()
  },
})

/** A request of main, through that session alone. */
export const net = strict('net', {
  request(
    { session, ...options }: RequestOptions & { session?: unknown },
    told?: (r: IncomingMessage) => void,
  ) {
    if (session !== netSession) throw new Error('a request of main beside its session')
    const { protocol, hostname, port, path } = options
    const bare = hostname?.replace(/^\[|\]$/g, '') // Node wants no brackets, Chromium does
    const made = request({ ...options, hostname: bare, protocol: 'http:', agent: false }, told)
    open.add(made)
    made.once('close', () => open.delete(made))
    const url = `${protocol}//${hostname}${port ? `:${port}` : ''}${path}`
    if (protocol !== 'http:' || cancelled(url)) made.destroy(new Error('net::ERR_BLOCKED_BY_CLIENT'))
    return made
  },
})
