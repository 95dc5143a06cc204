/**
 * SOCKS5 with a login (RFC 1928, 1929) on a stream to a proxy. No other method is offered: Tor keeps logins apart, and
 * a proxy that chose to go without would put all addresses on one circuit unseen. That is why this is not left to a
 * library: those offer "no login" too, and take it.
 */

import { once } from 'node:events'
import { isIP, type Socket } from 'node:net'
import { say } from '../../../shared/said.ts'
import { groupsOf } from '../probe/address-class.ts'
import { StepFailed } from '../probe/probe-types.ts'

/** What keeps one group of addresses apart from the others. Both of 1 to 255 plain characters. */
export interface Login {
  readonly user: string
  readonly password: string
}

const VERSION = 5
const WITH_LOGIN = 2
const NO_METHOD = 0xff
const KIND = { ipv4: 1, name: 3, ipv6: 4 } as const

/** Makes the proxy lead the stream to `host`, which goes to it as it is. Rejects with `StepFailed` or as the signal says. */
export async function leadTo(
  socket: Socket,
  { host, port }: { readonly host: string; readonly port: number },
  login: Login,
  signal: AbortSignal,
): Promise<void> {
  const request = requestFor(host, port)
  socket.write(Buffer.of(VERSION, 1, WITH_LOGIN))
  const [version, method] = await read(socket, 2, signal)
  if (version !== VERSION) throw notSocks()
  if (method === NO_METHOD) throw noLogins()
  if (method !== WITH_LOGIN) throw notSocks()
  socket.write(Buffer.concat([Buffer.of(1), counted(login.user), counted(login.password)]))
  const [, status] = await read(socket, 2, signal)
  if (status !== 0) throw noLogins()
  socket.write(request)
  await readReply(socket, signal)
}

function requestFor(host: string, port: number): Buffer {
  return Buffer.concat([Buffer.of(VERSION, 1, 0), hostBytes(host), Buffer.of(port >> 8, port & 0xff)])
}

function hostBytes(host: string): Buffer {
  const version = isIP(host)
  if (version === 4) return Buffer.of(KIND.ipv4, ...host.split('.').map(Number))
  if (version === 6)
    return Buffer.of(KIND.ipv6, ...groupsOf(host).flatMap((group) => [group >> 8, group & 0xff]))
  return Buffer.concat([Buffer.of(KIND.name), counted(host)])
}

function counted(text: string): Buffer {
  const bytes = Buffer.from(text)
  if (bytes.length > 255) throw new StepFailed('dns', say('proxy_long_name'), say('proxy_long_name_fix'))
  return Buffer.concat([Buffer.of(bytes.length), bytes])
}

/** The address that the proxy connected from follows its verdict; it says nothing to us and is read over. */
async function readReply(socket: Socket, signal: AbortSignal): Promise<void> {
  const [version, verdict = -1, , kind] = await read(socket, 4, signal)
  if (version !== VERSION) throw notSocks()
  if (verdict !== 0) throw refusal(verdict)
  if (kind === KIND.ipv4) await read(socket, 4 + 2, signal)
  else if (kind === KIND.ipv6) await read(socket, 16 + 2, signal)
  else if (kind === KIND.name) await read(socket, ((await read(socket, 1, signal))[0] ?? 0) + 2, signal)
  else throw notSocks()
}

/** Exactly so many bytes: what comes after them belongs to the server behind. */
async function read(socket: Socket, size: number, signal: AbortSignal): Promise<Buffer> {
  for (;;) {
    signal.throwIfAborted()
    const bytes = socket.read(size) as Buffer | null // no encoding is set
    if (bytes !== null && bytes.length === size) return bytes
    if (bytes !== null || socket.readableEnded || socket.destroyed) throw hungUp()
    try {
      await once(socket, 'readable', { signal }) // also emitted at the end of the stream
    } catch {
      signal.throwIfAborted()
      throw hungUp()
    }
  }
}

const UNKNOWN_PLACE = say('proxy_unknown')
const NO_ANSWER = say('proxy_silent')
const CHECK_URL = say('proxy_check_url')

/** By the verdicts of RFC 1928, and from 0xf0 on those that Tor has for onion services. */
function refusal(verdict: number): StepFailed {
  if (verdict === 2) return new StepFailed('tcp', say('proxy_forbids'), say('proxy_forbids_fix'))
  if (verdict === 4 || verdict === 0xf0 || verdict === 0xf1)
    return new StepFailed('dns', UNKNOWN_PLACE, CHECK_URL)
  if (verdict === 5) return new StepFailed('tcp', say('probe_tcp_refused'), CHECK_URL)
  return new StepFailed('tcp', NO_ANSWER, say('proxy_silent_fix'))
}

function noLogins(): StepFailed {
  return new StepFailed('tcp', say('proxy_no_logins'), say('proxy_no_logins_fix'))
}

function notSocks(): StepFailed {
  return new StepFailed('tcp', say('proxy_not_socks'), say('proxy_not_socks_fix'))
}

function hungUp(): StepFailed {
  return new StepFailed('tcp', say('proxy_ended'), say('proxy_ended_fix'))
}
