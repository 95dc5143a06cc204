/** From a URL to a connection: name and address, or a proxy that knows better. */
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { say } from '../../../shared/said.ts'
import type { Dial } from '../dial/dial.ts'
import { dialAddresses } from '../dial/dial-directly.ts'
import { dialThroughProxy } from '../dial/dial-through-proxy.ts'
import { DIRECT, type ProviderRoute } from '../dial/route.ts'
import type { Login } from '../dial/socks5.ts'
import { connectTcp } from './connect.ts'
import { type ProbeStep, type ProbeStepName, passed, StepFailed } from './probe-types.ts'
import { type ProbeLookup, resolveHost } from './resolve-host.ts'
import type { SourceUrl } from './source-url.ts'

export interface ReachOptions {
  /** The system's resolver by default. */
  readonly lookup?: ProbeLookup
  /** The person agreed that a name of the public kind may lead into the own network. */
  readonly consent?: boolean
  /** How it is reached, directly by default. Through a proxy nothing is looked up here. */
  readonly route?: ProviderRoute
  /** What the proxy is shown, drawn anew by default. */
  readonly login?: Login
}

/** What grows while the steps are taken. */
export interface ReachProgress {
  readonly steps: ProbeStep[]
  /** The step to blame when the time is up. */
  underWay: ProbeStepName
  needsConsent: boolean
}

/** A connection, and the way to open more of them to the same place. */
export interface Reached {
  readonly socket: Socket
  readonly dial: Dial
}

/** Takes the steps of name and connection. Rejects with `StepFailed`, or with the signal's reason. */
export async function reach(
  url: SourceUrl,
  options: ReachOptions,
  progress: ReachProgress,
  signal: AbortSignal,
): Promise<Reached> {
  const { route = DIRECT, login = freshLogin(), lookup, consent = false } = options
  if (route.kind === 'socks5') return reachThrough(dialThroughProxy(route, login), url, progress, signal)
  const asked = lookup === undefined ? {} : { lookup }
  return reachDirectly(url, { ...asked, consent: consent || route.allowOwnNetwork }, progress, signal)
}

async function reachDirectly(
  url: SourceUrl,
  judging: Parameters<typeof resolveHost>[1],
  progress: ReachProgress,
  signal: AbortSignal,
): Promise<Reached> {
  progress.underWay = 'dns'
  const resolved = await resolveHost(url, judging, signal).catch((error: unknown) => {
    progress.needsConsent = error instanceof StepFailed && error.needsConsent
    throw error
  })
  progress.needsConsent = resolved.needsConsent
  progress.steps.push(passed('dns', resolved.text))
  progress.underWay = 'tcp'
  const { socket, address } = await connectTcp(resolved.addresses, url.port, signal)
  progress.steps.push(passed('tcp', say('probe_tcp')))
  return { socket, dial: dialAddresses([address]) }
}

async function reachThrough(
  dial: Dial,
  url: SourceUrl,
  progress: ReachProgress,
  signal: AbortSignal,
): Promise<Reached> {
  progress.underWay = 'tcp'
  const socket = await dial(url, signal)
  progress.steps.push(passed('dns', say('probe_proxy_name')), passed('tcp', say('probe_proxy_tcp')))
  return { socket, dial }
}

function freshLogin(): Login {
  return { user: randomBytes(16).toString('hex'), password: randomBytes(16).toString('hex') }
}
