/** What was found -> the last four steps. Pure. */
import { BLOCK_INTERVAL_S, GENESIS_HASH, NETWORKS, type Network } from '../../../shared/chain.ts'
import type { HttpReply } from '../http.ts'
import { type Finding, failed, type ProbeStep, type ProbeTip, passed } from './probe-types.ts'

/** Above this age of its newest block a server counts as left behind: three hours without a block are very rare. */
const STALE_S = 3 * 3_600
/** How far a header's time may lie ahead of the clock by consensus. */
const FUTURE_S = 2 * 3_600
const FIRST_BLOCK_S = 1_231_006_505
/** How far above its schedule a chain may be; test networks run ahead by far. */
const AHEAD = 1.25

/** The network that was proven, else the one that is claimed; null where there is neither. */
export function networkOf({ genesis, claims }: Finding): Network | null {
  return (
    NETWORKS.find((network) => (genesis === null ? network === claims : GENESIS_HASH[network] === genesis)) ??
    null
  )
}

/** Whether it serves the network that is asked for. Null where only a login would show. */
export function networkStep(finding: Finding, wanted: Network): ProbeStep | null {
  const { genesis, claims } = finding
  if (genesis === null && claims === null)
    return isHidden(finding) ? null : passed('network', 'It does not say which network it serves.')
  const found = networkOf(finding)
  if (found !== wanted)
    return failed(
      'network',
      `It serves ${found === null ? 'another network' : found}, not ${wanted}.`,
      `Enter the URL of a server for ${wanted}, or start Tidemark with another --network.`,
    )
  const how = genesis === null ? 'by what it says' : 'by its first block'
  return passed('network', `It serves ${wanted}, ${how}.`)
}

/** Whether its newest block can be right. Null where only a login would show. */
export function tipStep(finding: Finding, network: Network, nowMs: number): ProbeStep | null {
  const { tip } = finding
  if (tip === null)
    return isHidden(finding)
      ? null
      : failed('tip', 'It does not say which block is its newest.', 'Use another server.')
  const now = nowMs / 1000
  const height = `Its newest block is ${tip.height}`
  if (isAhead(tip, network, now))
    return failed(
      'tip',
      `${height}, which cannot be right by this computer's clock.`,
      "Check this computer's clock; else do not use this server.",
    )
  if (tip.time === null) return passed('tip', `${height}; it does not say from when.`)
  const age = Math.max(0, now - tip.time)
  if (age > STALE_S && BLOCK_INTERVAL_S[network] !== null)
    return failed(
      'tip',
      `${height}, from ${ageText(age)} ago: it has fallen behind.`,
      'Wait until it has caught up, or use another server.',
    )
  return passed('tip', `${height}, from ${ageText(age)} ago.`)
}

/** These two show nothing before they have a login or key. */
function isHidden({ kind, tip }: Finding): boolean {
  return tip === null && (kind === 'bitcoind' || kind === 'uniform')
}

function isAhead({ height, time }: ProbeTip, network: Network, now: number): boolean {
  if (time !== null && (time > now + FUTURE_S || time < FIRST_BLOCK_S)) return true
  return network === 'main' && height > ((now - FIRST_BLOCK_S) / 600) * AHEAD
}

function ageText(seconds: number): string {
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1_440)} days`
}

/** What the replies said about how often it may be asked. */
export function limitsStep(replies: readonly HttpReply[]): ProbeStep {
  const left = lastNumber(replies, ['x-ratelimit-remaining', 'ratelimit-remaining'])
  const all = lastNumber(replies, ['x-ratelimit-limit', 'ratelimit-limit'])
  if (left !== null && left <= 0)
    return failed(
      'limits',
      'It says that no more requests are left.',
      'Wait until its limit starts anew, mostly an hour.',
    )
  if (left !== null) return passed('limits', `It says that ${left} more requests are left for now.`)
  if (all !== null) return passed('limits', `It allows ${all} requests in a while.`)
  return passed('limits', 'It names no limit.')
}

function lastNumber(replies: readonly HttpReply[], names: readonly string[]): number | null {
  for (const { headers } of [...replies].reverse()) {
    for (const name of names) {
      const value = /^-?\d{1,9}(?=$|[,;\s])/.exec(headers[name]?.trim() ?? '')?.[0]
      if (value !== undefined) return Number(value)
    }
  }
  return null
}

/** How fast it answered. */
export function latencyStep(ms: number): ProbeStep {
  return passed('latency', `It answers within ${ms} ms.`)
}
