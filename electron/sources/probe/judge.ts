/** What was found -> the last four steps. Pure. */
import { BLOCK_INTERVAL_S, GENESIS_HASH, NETWORKS, type Network } from '../../../shared/chain.ts'
import { type Said, say } from '../../../shared/said.ts'
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
    return isHidden(finding) ? null : passed('network', say('probe_no_network'))
  const found = networkOf(finding)
  if (found !== wanted)
    return failed(
      'network',
      found === null
        ? say('probe_unknown_network', { wanted })
        : say('probe_other_network', { found, wanted }),
      say('probe_other_network_fix', { wanted }),
    )
  return passed(
    'network',
    say(genesis === null ? 'probe_network_claimed' : 'probe_network_proven', { wanted }),
  )
}

/** Whether its newest block can be right. Null where only a login would show. */
export function tipStep(finding: Finding, network: Network, nowMs: number): ProbeStep | null {
  const { tip } = finding
  if (tip === null)
    return isHidden(finding) ? null : failed('tip', say('probe_no_tip'), say('probe_use_other'))
  const now = nowMs / 1000
  const { height } = tip
  if (isAhead(tip, network, now))
    return failed('tip', say('probe_tip_ahead', { height }), say('probe_tip_ahead_fix'))
  if (tip.time === null) return passed('tip', say('probe_tip_undated', { height }))
  const age = Math.max(0, now - tip.time)
  if (age > STALE_S && BLOCK_INTERVAL_S[network] !== null)
    return failed('tip', say('probe_tip_behind', { height, age: ageText(age) }), say('probe_tip_behind_fix'))
  return passed('tip', say('probe_tip', { height, age: ageText(age) }))
}

/** These two show nothing before they have a login or key. */
function isHidden({ kind, tip }: Finding): boolean {
  return tip === null && (kind === 'bitcoind' || kind === 'uniform')
}

function isAhead({ height, time }: ProbeTip, network: Network, now: number): boolean {
  if (time !== null && (time > now + FUTURE_S || time < FIRST_BLOCK_S)) return true
  return network === 'main' && height > ((now - FIRST_BLOCK_S) / 600) * AHEAD
}

function ageText(seconds: number): Said {
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return say('probe_age_minutes', { count: minutes })
  return minutes < 48 * 60
    ? say('probe_age_hours', { count: Math.round(minutes / 60) })
    : say('probe_age_days', { count: Math.round(minutes / 1_440) })
}

/** What the replies said about how often it may be asked. */
export function limitsStep(replies: readonly HttpReply[]): ProbeStep {
  const left = lastNumber(replies, ['x-ratelimit-remaining', 'ratelimit-remaining'])
  const all = lastNumber(replies, ['x-ratelimit-limit', 'ratelimit-limit'])
  if (left !== null && left <= 0) return failed('limits', say('probe_none_left'), say('probe_none_left_fix'))
  if (left !== null) return passed('limits', say('probe_requests_left', { left }))
  if (all !== null) return passed('limits', say('probe_requests_all', { all }))
  return passed('limits', say('probe_no_limit'))
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
  return passed('latency', say('probe_latency', { ms }))
}
