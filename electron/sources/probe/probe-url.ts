/**
 * What is at a URL that a person pasted? Step by step, each with a tick or a way out. No login is sent (but an API key, where one was named), no redirect
 * followed, no watched address named; the address that was judged is the one that is connected to.
 */
import type { Socket } from 'node:net'
import type { Network } from '../../../shared/chain.ts'
import { AppError } from '../../../shared/errors.ts'
import { say } from '../../../shared/said.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Dial } from '../dial/dial.ts'
import { cancelled } from '../resilience.ts'
import { createAsker } from './ask-http.ts'
import { encrypt } from './connect.ts'
import { detectElectrum } from './detect-electrum.ts'
import { detectHttp } from './detect-http.ts'
import { latencyStep, limitsStep, networkOf, networkStep, tipStep } from './judge.ts'
import {
  type Finding,
  failed,
  type ProbeResult,
  type ProbeStep,
  type ProbeStepName,
  passed,
  StepFailed,
} from './probe-types.ts'
import { type ReachOptions, type ReachProgress, reach } from './reach.ts'
import { parseSourceUrl, type SourceUrl } from './source-url.ts'

export interface ProbeOptions extends ReachOptions {
  readonly network: Network
  readonly signal: AbortSignal
  /** The API key that the person named for this URL: sent to it alone, once it asked for one. */
  readonly apiKey?: string | null
  /** Bound on the whole probe, 20 s by default. */
  readonly timeoutMs?: number
  /** For the age of its newest block. */
  readonly clock?: Clock
}

interface Progress extends ReachProgress {
  fingerprint: string | null
  finding: Finding | null
  limits: ProbeStep | null
  latencyMs: number | null
}

/** Takes the steps in order and stops at the first that ends it. Rejects only when the signal is aborted. */
export async function probeUrl(url: string, options: ProbeOptions): Promise<ProbeResult> {
  const { signal, timeoutMs = 20_000 } = options
  const late = AbortSignal.timeout(timeoutMs)
  const both = AbortSignal.any([signal, late])
  const progress = begin()
  try {
    if (signal.aborted) throw cancelled(signal)
    await takeSteps(url, options, progress, both)
  } catch (error) {
    if (signal.aborted) throw cancelled(signal)
    if (error instanceof StepFailed) progress.steps.push(error.step)
    else if (late.aborted) progress.steps.push(tooLate(progress.underWay))
    else throw error
  }
  return resultOf(progress)
}

function begin(): Progress {
  return {
    steps: [],
    underWay: 'url',
    needsConsent: false,
    fingerprint: null,
    finding: null,
    limits: null,
    latencyMs: null,
  }
}

async function takeSteps(
  text: string,
  options: ProbeOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const url = readUrl(text)
  progress.steps.push(passed('url', say(url.encrypted ? 'probe_url' : 'probe_url_plain')))
  const { socket, dial } = await reach(url, options, progress, signal)
  try {
    progress.underWay = url.encrypted ? 'tls' : 'protocol'
    const open = url.encrypted ? await addTls(socket, url, progress, signal) : socket
    progress.underWay = 'protocol'
    if (url.transport === 'lines') await speakElectrum(open, progress, signal)
  } finally {
    socket.destroy()
  }
  if (url.transport === 'http') await speakHttp(url.base, dial, options, progress, signal)
  judge(progress, options)
}

function readUrl(text: string): SourceUrl {
  try {
    return parseSourceUrl(text)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw new StepFailed('url', say('probe_url_why', { why: error.said }), say('probe_url_form'))
  }
}

function tooLate(step: ProbeStepName): ProbeStep {
  return failed(step, say('probe_late'), say('probe_late_fix'))
}

async function addTls(
  socket: Socket,
  url: SourceUrl,
  progress: Progress,
  signal: AbortSignal,
): Promise<Socket> {
  const pinned = url.transport === 'lines'
  const encrypted = await encrypt(socket, url, pinned, signal)
  if (pinned) progress.fingerprint = encrypted.fingerprint
  const unknown = say('probe_own_certificate')
  progress.steps.push(passed('tls', encrypted.trusted ? say('probe_certificate') : unknown))
  return encrypted.socket
}

async function speakElectrum(socket: Socket, progress: Progress, signal: AbortSignal): Promise<void> {
  const { finding, latencyMs } = await detectElectrum(socket, signal)
  progress.finding = finding
  progress.latencyMs = latencyMs
  progress.steps.push(passed('protocol', finding.text))
}

async function speakHttp(
  base: string,
  dial: Dial,
  { network, apiKey = null }: ProbeOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const ask = createAsker(base, dial, apiKey, signal)
  try {
    const finding = await detectHttp(ask, network)
    progress.finding = finding
    progress.latencyMs = ask.latencyMs()
    progress.limits = limitsStep(ask.replies)
    progress.steps.push(passed('protocol', finding.text))
  } finally {
    await ask.close()
  }
}

function judge(progress: Progress, { network, clock = Date }: ProbeOptions): void {
  const { finding, latencyMs, limits } = progress
  if (finding === null) return
  const steps = [
    networkStep(finding, network),
    tipStep(finding, network, clock.now()),
    limits,
    latencyMs === null ? null : latencyStep(latencyMs),
  ]
  progress.steps.push(...steps.filter((step) => step !== null))
}

function resultOf({ steps, needsConsent, fingerprint, finding, latencyMs }: Progress): ProbeResult {
  return {
    steps,
    kind: finding?.kind ?? null,
    network: finding === null ? null : networkOf(finding),
    tip: finding?.tip ?? null,
    latencyMs,
    needsConsent,
    asksForLogin: finding?.asksForLogin ?? false,
    fingerprint,
  }
}
