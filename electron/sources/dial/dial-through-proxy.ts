/**
 * Through a SOCKS5 proxy: the name of the server goes to it as it is, and nothing is looked up here. When the proxy is
 * down or refuses, that is the end: there is no direct connection in its place.
 */
import { say } from '../../../shared/said.ts'
import { classOf } from '../probe/address-class.ts'
import { isOwnName } from '../probe/own-name.ts'
import { StepFailed } from '../probe/probe-types.ts'
import { type Dial, openSocket, type Place } from './dial.ts'
import { plainHost } from './route.ts'
import { type Login, leadTo } from './socks5.ts'

/** A dial through the proxy, each connection with this login. */
export function dialThroughProxy(
  proxy: { readonly host: string; readonly port: number },
  login: Login,
): Dial {
  return async (to, signal) => {
    const place = { ...to, host: plainHost(to.host) }
    checkPlace(place)
    checkProxy(proxy.host)
    const socket = await openSocket({ host: proxy.host, port: proxy.port }, signal).catch(() => {
      signal.throwIfAborted()
      throw new StepFailed('tcp', say('proxy_refused'), say('proxy_refused_fix'))
    })
    try {
      await leadTo(socket, place, login, signal)
      return socket
    } catch (error) {
      socket.destroy()
      throw error
    }
  }
}

/** Tor itself encrypts the way to an onion service. Everywhere else the last hop would read what is not encrypted. */
function checkPlace({ host, encrypted }: Place): void {
  if (!encrypted && !host.endsWith('.onion'))
    throw new StepFailed('dns', say('proxy_plain'), say('proxy_plain_fix'))
}

/** Login and name of the server are readable on the way to the proxy. */
function checkProxy(host: string): void {
  const place = classOf(host)
  if (place === 'loopback' || place === 'private' || (place === null && isOwnName(host))) return
  throw new StepFailed('tcp', say('proxy_far'), say('proxy_far_fix'))
}
