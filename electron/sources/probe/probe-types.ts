/** What a probe finds out about a URL, step by step, as a person reads it. */
import type { BlockHash, Network } from '../../../shared/chain.ts'
import { englishOf, type Said, say, worded } from '../../../shared/said.ts'

/** What may speak at a URL. */
export type ProbeKind = 'bitcoind' | 'esplora' | 'blockcypher' | 'blockchain.info' | 'electrum' | 'uniform'

/** In the order they are taken. Plain connections have no `tls`; what a login hides has no `network` and `tip`. */
export type ProbeStepName =
  | 'url'
  | 'dns'
  | 'tcp'
  | 'tls'
  | 'protocol'
  | 'network'
  | 'tip'
  | 'limits'
  | 'latency'

/** One step. `fix` says what to do where it is not ok. */
export interface ProbeStep {
  readonly step: ProbeStepName
  readonly ok: boolean
  readonly text: string
  readonly fix: string | null
  /** The same two for a door in another language. */
  readonly said?: Said
  readonly fixSaid?: Said
}

/** The newest block it knows. Not every protocol gives hash and header time (in seconds) beside the height. */
export interface ProbeTip {
  readonly height: number
  readonly hash: BlockHash | null
  readonly time: number | null
}

/** Everything a probe learnt. Null is "not learnt". */
export interface ProbeResult {
  readonly steps: readonly ProbeStep[]
  readonly kind: ProbeKind | null
  readonly network: Network | null
  readonly tip: ProbeTip | null
  readonly latencyMs: number | null
  /** It lies in this machine's own network: nothing more may be sent there before the person agreed. */
  readonly needsConsent: boolean
  /** It proved to be a bitcoind and refused us without a login: only now may one be sent. */
  readonly asksForLogin: boolean
  /** SHA-256 of the certificate of a `tls://` server, to be pinned on first use. */
  readonly fingerprint: string | null
}

/** What the protocol step hands on. */
export interface Finding {
  readonly kind: ProbeKind
  readonly text: Said
  /** The hash of its block 0, which is the identity of a network. */
  readonly genesis: string | null
  /** The network it says it serves, where it cannot be made to prove it; null is silence. */
  readonly claims: string | null
  readonly tip: ProbeTip | null
  readonly asksForLogin: boolean
}

export interface StepOptions {
  readonly needsConsent?: boolean
}

/** A step that did not hold, and ends the probe. */
export class StepFailed extends Error {
  readonly step: ProbeStep
  /** The person's consent would let it go on. */
  readonly needsConsent: boolean

  constructor(step: ProbeStepName, text: Said, fix: Said, { needsConsent = false }: StepOptions = {}) {
    super(englishOf(text))
    this.name = 'StepFailed'
    this.step = failed(step, text, fix)
    this.needsConsent = needsConsent
  }
}

/** What went wrong and what to do about it, in one message. */
export function whyFailed({ text, said, fix, fixSaid }: ProbeStep): Said {
  const first = said ?? text
  return fix === null ? say('probe_one', { first }) : say('probe_two', { first, second: fixSaid ?? fix })
}

/** A step that held. */
export function passed(step: ProbeStepName, text: Said): ProbeStep {
  return { step, ok: true, ...worded(text), fix: null }
}

/** A step that did not hold and does not end the probe. */
export function failed(step: ProbeStepName, text: Said, fix: Said): ProbeStep {
  return { step, ok: false, ...worded(text), fix: englishOf(fix), fixSaid: fix }
}
