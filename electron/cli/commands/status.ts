import { assertNever } from '../../../shared/assert-never.ts'
import type { AppStatus, ProviderStatus } from '../../../shared/ipc/contract.ts'
import type { BestTip } from '../../../shared/reading.ts'
import { englishOf, say } from '../../../shared/said.ts'
import { allHistories } from '../all-histories.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { historyLines } from '../history-text.ts'
import { ledgerCheckLine } from '../ledger-check-text.ts'
import { noArguments } from '../usage-checks.ts'
import { age, blocks, UNKNOWN, WAITING_WORDS } from '../words.ts'

/** `status`: tip, ledger, node and providers. Its JSON is `AppStatus`. A node that is down is a state, not a fault. */
export const statusCommand: Command = {
  access: () => 'read',
  follow: false,
  check: ({ args }) => noArguments('status', args),
  async run({ request, values, output, deps }) {
    const status = await request('status.get', {})
    if (values.json) output.json(status)
    else {
      for (const line of statusLines(status, deps.now())) output.out(line)
      for (const line of historyLines(await allHistories(request))) output.out(`history      ${line}`)
    }
    return EXIT.ok
  },
}

/** The status as aligned lines. */
export function statusLines(status: AppStatus, now: number): readonly string[] {
  const facts: readonly (readonly [string, string])[] = [
    ['version', status.version],
    ['network', status.network],
    ['data', status.dataDir],
    ['offline', status.offline ? 'yes: all connections are switched off' : 'no'],
    ['tip', tipLine(status, now)],
    ['ledger', ledgerLine(status)],
    ['scan', scanLine(status)],
    ...(status.ledgerCheck ? [['check', ledgerCheckLine(status.ledgerCheck)] as const] : []),
    ['node', nodeLine(status, now)],
    ...restHint(status).map((text) => ['', text] as const),
    ...status.providers.map((provider) => ['provider', providerLine(provider, now)] as const),
    ['watched', String(status.watches)],
    ['stale after', blocks(status.staleAfterBlocks)],
  ]
  return facts.map(([name, text]) => `${name.padEnd(13)}${text}`)
}

function tipLine({ tip, tipHeardAt }: AppStatus, now: number): string {
  if (tip === null) return UNKNOWN
  return `${tip.height}, ${tipSource(tip)}${tipHeardAt === null ? '' : `, heard ${age(tipHeardAt, now)}`}`
}

/** Who named the tip. */
export function tipSource({ source, estimated }: BestTip): string {
  if (estimated) return 'an estimate by the clock'
  if (source === 'node') return 'by the own node'
  return source === 'ledger' ? 'by the ledger' : `by ${source.replace(/^provider:/, '')}`
}

function ledgerLine({ ledger }: AppStatus): string {
  if (ledger === null) return 'no snapshot yet'
  return `complete to block ${ledger.height} of ${new Date(ledger.time * 1_000).toISOString()}`
}

function scanLine({ scan }: AppStatus): string {
  const waiting = scan.waitingFor === null ? '' : `: ${WAITING_WORDS[scan.waitingFor]}`
  const left = scan.blocksLeft === null ? '' : `, ${blocks(scan.blocksLeft)} left`
  return `${scan.phase.replaceAll('_', ' ')}${waiting}${left}`
}

function nodeLine({ node, offline }: AppStatus, now: number): string {
  switch (node.kind) {
    case 'not_set':
      return 'not set'
    case 'off':
      return offline ? 'switched off' : 'not asked by this command'
    case 'connecting':
      return `${node.url} not asked yet`
    case 'ok':
      return `${node.url} at block ${node.blocks} of ${node.headers}${node.initialDownload ? ', downloading' : ''}, ${node.features.subversion}, answered ${age(node.answeredAt, now)}`
    case 'problem':
      return `${node.url} ${node.message}, last answered ${age(node.answeredAt, now)}`
    default:
      return assertNever(node)
  }
}

/** Where blocks come by RPC: how REST is turned on, what it gains, and what it costs. */
function restHint({ node }: AppStatus): readonly string[] {
  if (node.kind !== 'ok' || node.features.rest) return []
  return [`${englishOf(say('node_rest_off'))}. ${englishOf(say('node_rest_hint'))}`]
}

function providerLine(provider: ProviderStatus, now: number): string {
  const error = provider.state === 'failing' && provider.lastError ? `: ${provider.lastError.message}` : ''
  const facts = [
    `${provider.url} ${provider.state}${error}`,
    `last success ${age(provider.lastSuccessAt, now)}`,
    ...healthFacts(provider.health, now),
  ]
  return facts.join(', ')
}

/** What is known; nothing is said of what is not. */
function healthFacts(health: ProviderStatus['health'], now: number): readonly string[] {
  if (health === undefined) return []
  const { p50Ms, p95Ms, tipLag, budgetLeft, skipped } = health
  return [
    ...(p50Ms === null || p95Ms === null
      ? []
      : [`answers in ${Math.round(p50Ms)} ms, 19 of 20 within ${Math.round(p95Ms)} ms`]),
    ...(tipLag === null || tipLag < 1 ? [] : [`${blocks(tipLag)} behind the others`]),
    ...(budgetLeft === null ? [] : [`${budgetLeft} requests left`]),
    ...(skipped === null ? [] : [skippedText(skipped, now)]),
  ]
}

type Skipped = NonNullable<NonNullable<ProviderStatus['health']>['skipped']>

const SKIPPED_WORDS: Readonly<Record<Skipped['reason'], string>> = {
  left_alone: 'it wants to be left alone',
  lying: 'it gave an answer that cannot be true',
  failing: 'it keeps failing',
  behind: 'it is behind the others',
  budget: 'its budget is used up',
}

function skippedText({ reason, until }: Skipped, now: number): string {
  const rest = until === null ? '' : ` for another ${Math.max(1, Math.ceil((until - now) / 1_000))} s`
  return `not asked${rest}: ${SKIPPED_WORDS[reason]}`
}
