/**
 * Posting a notice to the one place that the person named. It goes through the proxy wherever one is set, unless it
 * stands in the own network; the limit on how far anything may go holds for it. Nothing is followed, nothing is read back.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { AppError } from '../../../shared/errors.ts'
import type { WebhookHeld } from '../../../shared/ipc/notices.ts'
import type { WebhookRule } from '../../../shared/notices.ts'
import { isWithin, type Privacy, type ProviderTier } from '../../../shared/providers.ts'
import { say } from '../../../shared/said.ts'
import type { Clock } from '../../engine/ports.ts'
import { type Connections, connectionsOver } from '../../sources/dial/connections.ts'
import { dialDirectly } from '../../sources/dial/dial-directly.ts'
import { dialThroughProxy } from '../../sources/dial/dial-through-proxy.ts'
import { throughProxy } from '../../sources/dial/route.ts'
import { HttpError, httpRequest } from '../../sources/http.ts'
import { baseOf, parseProviderUrl, providerIdOf } from '../../sources/provider-url.ts'
import { isOwnNetwork } from '../provider-settings.ts'

const TIMEOUT_MS = 15_000
const OPEN_MS = 10_000
const MAX_REPLY = 64 * 1024

/** The settings that decide whether and how it is reached. */
export interface WebhookWay {
  readonly proxy: string | null
  readonly privacy: Privacy
  readonly offline: boolean
}

export interface Webhook {
  /** Null where it was taken; else what went wrong, without the URL. Rejects when `signal` aborts. */
  post(rule: WebhookRule, body: string, key: string, signal: AbortSignal): Promise<string | null>
  /** Ends its connections, and what is under way on them. A later post opens others. */
  close(): Promise<void>
}

/** Where a webhook's URL leads: the server goes by the rules of providers. Throws `invalid_input`; it repeats no URL. */
export function checkedWebhookUrl(text: string): { readonly url: string; readonly name: string } {
  const [, origin = ''] = /^(https?:\/\/[^/?#]+)/i.exec(text.trim()) ?? []
  if (origin === '' || !URL.canParse(text.trim())) throw new AppError('invalid_input', say('webhook_form'))
  const server = parseProviderUrl(origin)
  const url = new URL(text.trim())
  if (url.hash !== '') throw new AppError('invalid_input', say('webhook_hash'))
  return { url: `${baseOf(server)}${url.pathname}${url.search}`, name: providerIdOf(server) }
}

/** Whether a webhook may stand at this URL. */
export function isWebhookUrl(text: string): boolean {
  try {
    checkedWebhookUrl(text)
    return true
  } catch {
    return false // what is wrong with it is told to whoever types it
  }
}

/** The server of a webhook's URL alone: path and query may hold a token. */
export function withoutToken(rule: WebhookRule): WebhookRule {
  return { ...rule, url: new URL(rule.url).origin }
}

/** How far away it is, as for providers. */
export function webhookTier({ url }: Pick<WebhookRule, 'url'>, proxy: string | null): ProviderTier {
  if (isOwn(url)) return 'own-server'
  return proxy === null ? 'public' : 'tor'
}

/** Why it is not asked now; null where it is. */
export function heldBack(rule: WebhookRule, key: string | null, way: WebhookWay): WebhookHeld | null {
  if (!rule.consent) return 'no_consent'
  if (key === null) return 'no_key'
  if (way.offline) return 'offline'
  const { limit } = way.privacy
  return limit !== null && !isWithin(webhookTier(rule, way.proxy), limit) ? 'limit' : null
}

/** `t=<seconds>,v1=<hex of HMAC-SHA256 over "seconds.body">`: who knows the key can tell that it is ours, and fresh. */
export function signatureOf(body: string, key: string, at: number): string {
  const seconds = Math.floor(at / 1000)
  const digest = createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')
  return `t=${seconds},v1=${digest}`
}

/** Builds it; nothing is opened before the first post. */
export function createWebhook(clock: Clock, proxy: () => string | null): Webhook {
  let open: { readonly way: string; readonly connections: Connections } | null = null

  async function connectionsTo(url: string): Promise<Connections> {
    const own = isOwn(url)
    const through = own ? null : proxy()
    const way = JSON.stringify([new URL(url).origin, through])
    if (open?.way === way) return open.connections
    const before = open?.connections
    const dial =
      through === null
        ? dialDirectly({ allowOwnNetwork: own })
        : dialThroughProxy(socksOf(through), { user: randomHex(), password: randomHex() })
    const connections = connectionsOver(dial, { connections: 1, openMs: OPEN_MS })
    open = { way, connections } // before the wait: whoever comes meanwhile shares them
    await before?.close()
    return connections
  }

  return {
    async post(rule, body, key, signal) {
      const { url } = checkedWebhookUrl(rule.url)
      const { dispatcher } = await connectionsTo(url)
      const headers = {
        'content-type': 'application/json',
        'tidemark-signature': signatureOf(body, key, clock.now()),
      }
      const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_REPLY, dispatcher }
      try {
        const { status } = await httpRequest({ method: 'POST', url, headers, body, ...limits }, signal)
        return status >= 200 && status < 300 ? null : `it answered with HTTP status ${status}`
      } catch (error) {
        if (signal.aborted || !(error instanceof HttpError)) throw error
        return `it was not reached (${error.failure})`
      }
    },
    close: async () => {
      const before = open?.connections
      open = null
      await before?.close()
    },
  }
}

function isOwn(url: string): boolean {
  return isOwnNetwork(new URL(url).origin)
}

function socksOf(proxy: string) {
  const route = throughProxy(proxy)
  if (route.kind === 'direct') throw new Error('a proxy was read as no proxy')
  return route
}

function randomHex(): string {
  return randomBytes(16).toString('hex')
}
