/** The English catalogue: every text the renderer shows. Another language is another object of type `Catalogue`. */

import { assertNever } from '../../shared/assert-never.ts'
import type { Network } from '../../shared/chain.ts'
import type { AppStatus, ProviderStatus, ScanStatus } from '../../shared/ipc/contract.ts'
import type { BestTip, Freshness, ReadingSource } from '../../shared/reading.ts'
import { ageOf, clockTime, durationOf } from '../format/age.ts'
import type { SpokenAmount } from '../format/amount.ts'
import { groupDigits } from '../format/digits.ts'
import { percentOf, secondsLeft } from '../format/progress.ts'
import {
  errorAdvice,
  nodeProblemFixes,
  nodeProblemTexts,
  reasonTexts,
  refusalTexts,
  scriptTexts,
  waitingTexts,
} from './codes-en.ts'
import { crossCheckTexts } from './cross-check-en.ts'
import { settingsTexts } from './settings-en.ts'
import { age, ago, plural, plurals } from './words-en.ts'

const block = (height: number): string => `block ${groupDigits(height)}`
const asOf = (height: number | null, at: number | null, now: number): string =>
  [height === null ? '' : `as of ${block(height)}`, at === null ? '' : ago(at, now)]
    .filter(Boolean)
    .join(', ')
const source = (from: ReadingSource): string =>
  from === 'ledger' ? 'own node' : from.slice('provider:'.length)

/** What a freshness is dated with. */
interface Dated {
  readonly freshness: Freshness
  readonly height: number | null
  readonly now: number
}

function freshness({ freshness: { state, blocksBehind, observedAt }, height, now }: Dated): string {
  const dated = asOf(height, observedAt, now)
  switch (state) {
    case 'current':
      return 'Current'
    case 'behind':
      return blocksBehind === null ? 'Behind' : `Behind ${plural(blocksBehind, 'block', 'blocks')}`
    case 'offline':
      return dated === '' ? 'Offline' : `Offline: ${dated}`
    case 'stale':
      return dated === '' ? 'Stale' : `Stale: ${dated}`
    case 'unknown':
      return 'Not known yet'
    default:
      return assertNever(state)
  }
}

function freshnessSentence(dated: Dated, from: ReadingSource | null): string {
  const { state, observedAt } = dated.freshness
  if (state === 'unknown' || from === null) return 'Not known yet: nobody has said anything about it'
  const short = freshness(dated)
  if (state === 'offline' || state === 'stale') return `${short}, from ${source(from)}`
  const parts = [source(from), dated.height === null ? '' : block(dated.height)]
  if (observedAt !== null) parts.push(ago(observedAt, dated.now))
  return `${short}: ${parts.filter(Boolean).join(', ')}`
}

function nodeState({ node, ledger }: AppStatus, now: number): string {
  switch (node.kind) {
    case 'not_set':
      return ledger ? `No own node, ${asOf(ledger.height, null, now)}` : 'No own node'
    case 'off':
      return ledger ? `Own node not asked, ${asOf(ledger.height, null, now)}` : 'Own node not asked'
    case 'connecting':
      return 'Connecting to the own node'
    case 'problem': {
      const dated = asOf(ledger?.height ?? null, node.answeredAt, now)
      return [nodeProblemTexts[node.problem], dated].filter(Boolean).join(', ')
    }
    case 'ok': {
      if (node.blocks >= node.headers && !node.initialDownload) return `Own node ${groupDigits(node.blocks)}`
      const verb = node.initialDownload ? 'Own node is downloading the chain' : 'Own node is catching up'
      return `${verb}: ${groupDigits(node.blocks)} of ${groupDigits(Math.max(node.blocks, node.headers))}`
    }
    default:
      return assertNever(node)
  }
}

function scanState(scan: ScanStatus, ledger: AppStatus['ledger']): string {
  const waiting = scan.waitingFor === null ? 'waiting' : waitingTexts[scan.waitingFor]
  const percent = percentOf(scan.snapshotProgress)
  switch (scan.phase) {
    case 'idle':
      return 'Nothing to read'
    case 'waiting':
      return `Reading: ${waiting}${percent === null ? '' : ` (${percent} %)`}`
    case 'snapshot': {
      const what = `Looking up unspent outputs of ${plural(scan.snapshotScripts, 'address', 'addresses')}`
      return percent === null ? `${what}, estimating` : `${what}, ${percent} %`
    }
    case 'catching_up': {
      if (scan.blocksLeft === null) return 'Reading blocks, estimating'
      const left = secondsLeft(scan.blocksLeft, scan.blocksPerSecond)
      const eta = left === null ? 'estimating' : `~${age(durationOf(left))}`
      return `Reading blocks: ${groupDigits(scan.blocksLeft)} left, ${eta}`
    }
    case 'at_tip':
      return ledger ? `Read up to ${block(ledger.height)}` : 'Read up to the tip'
    default:
      return assertNever(scan.phase)
  }
}

function providerState(
  { id, state, latencyMs, lastError, lastSuccessAt, health }: ProviderStatus,
  now: number,
): string {
  const until = health?.skipped?.until ?? null
  if (until !== null && until > now) {
    const why = state === 'failing' && lastError ? `: ${lastError.message}` : ''
    return `${id} resting until ${clockTime(until)}${why}`
  }
  switch (state) {
    case 'unasked':
      return `${id} not asked`
    case 'ok':
      return latencyMs === null ? `${id} answers` : `${id} ${groupDigits(Math.round(latencyMs))} ms`
    case 'failing': {
      const since = lastSuccessAt === null ? 'never answered' : `last answer ${ago(lastSuccessAt, now)}`
      return `${id} failing, ${since}${lastError ? `: ${lastError.message}` : ''}`
    }
    default:
      return assertNever(state)
  }
}

function tip(best: BestTip | null, heardAt: number | null, now: number): string {
  if (best === null) return 'Tip not known'
  if (best.estimated) return `Tip about ${groupDigits(best.height)}, estimated`
  return `Tip ${groupDigits(best.height)}${heardAt === null ? '' : `, heard ${ago(heardAt, now)}`}`
}

const networks: Readonly<Record<Network, string>> = {
  main: 'MAIN',
  testnet4: 'TESTNET4',
  signet: 'SIGNET',
  regtest: 'REGTEST',
}

const spokenSigns = { plus: 'plus ', minus: 'minus ', none: '' } as const

/** Texts by place; those with figures or plurals are functions. */
export const en = {
  app: 'Tidemark',
  unit: 'BTC',
  unknownAmount: '–',
  unknownSpoken: 'unknown',
  noLabel: '—',
  noLabelSpoken: 'no name',
  archivedSpoken: ', archived',
  spoken: ({ sign, figure, unit, count }: SpokenAmount): string =>
    `${spokenSigns[sign]}${figure} ${unit === 'bitcoin' || plurals.select(count) === 'one' ? unit : 'satoshis'}`,
  network: (network: Network): string => networks[network],
  networkHint: (network: Network): string => `${networks[network]}: these coins have no value.`,
  block,
  ago,
  freshness,
  freshnessSentence,
  reasons: reasonTexts,
  refusals: refusalTexts,
  errorAdvice,
  header: {
    label: 'Tidemark',
    filter: 'Filter by name, address or group',
    offline: 'Offline',
    offlineFixed: 'Fixed for this run by the command line',
    offlineReadOnly: 'Settings cannot be changed from this window',
    refresh: 'Refresh',
    refreshing: 'Stop refreshing',
    refreshHint: 'Bring everything to the newest block (Ctrl+R)',
    add: 'Add',
    addHint: 'Add addresses (Ctrl+N)',
    settings: 'Settings',
  },
  nav: {
    label: 'Portfolios',
    everything: 'Everything',
    none: 'Without a group',
    archived: 'Archived',
    count: (count: number): string => plural(count, 'address', 'addresses'),
  },
  total: {
    label: (name: string): string => `Total of ${name}`,
    andUnknown: (count: number): string => `and ${groupDigits(count)} unknown`,
    nothingKnown: 'Nothing known yet',
    asOfNone: 'No block read yet.',
    asOfBlock: (height: number): string => `As of ${block(height)}.`,
    asOfBlocks: (oldest: number, newest: number): string =>
      `As of blocks ${groupDigits(oldest)} to ${groupDigits(newest)}.`,
    current: (current: number, count: number): string =>
      `${groupDigits(current)} of ${groupDigits(count)} current`,
    oldest: (at: number, now: number): string => `oldest ${age(ageOf(at, now))}`,
    from: (count: number, id: string): string => `${groupDigits(count)} from ${id}`,
    notCounted: (count: number): string => `${groupDigits(count)} not counted`,
    pending: 'pending',
    immature: 'immature',
  },
  table: {
    label: (name: string): string => `Addresses of ${name}`,
    name: 'Name',
    address: 'Address',
    confirmed: 'Confirmed',
    pending: 'Pending',
    immature: 'Immature',
    freshness: 'Freshness',
    noMatch: (text: string): string => `Nothing matches “${text}”.`,
    emptyGroup: 'Nothing in this group.',
  },
  pane: {
    label: 'Details',
    nothing: 'Select an address to see where its number comes from.',
    copy: 'Copy address',
    refresh: 'Refresh this one',
    refreshing: 'Refreshing',
    archived: 'Archived: not in totals, and of all sources only the own node is asked about it.',
    archive: 'Archive',
    bringBack: 'Bring back',
    remove: 'Stop watching',
    why: 'Why this number',
    confirmed: 'Confirmed',
    pending: 'Pending',
    pendingUnseen: 'no mempool seen',
    immature: 'Immature',
    asOf: 'As of',
    blockWithHash: (height: number, hash: string): string => `${block(height)}, ${hash}`,
    source: 'Source',
    ledger: 'own node’s ledger',
    provider: (id: string): string => id,
    noSource: 'none yet',
    madeOf: 'Made of',
    outputs: (count: number): string => plural(count, 'unspent output', 'unspent outputs'),
    incomplete: 'a sum, outputs not known',
    knownSince: 'Known since',
    onlyBalance: 'only a balance',
    holes: 'Holes',
    noHoles: 'none',
    holeCount: (count: number): string => plural(count, 'hole', 'holes'),
    kind: 'Kind',
    script: scriptTexts,
    group: 'Group',
    added: 'Added',
    asked: 'Ever asked of',
    askedNobody: 'nobody',
    askedOwn: 'own node',
    reasons: 'Why it is not current',
    unspent: 'Unspent outputs',
    noUnspent: 'No unspent outputs.',
    unspentFrom: 'The source gave a sum, not the outputs.',
    unconfirmed: 'unconfirmed',
    confirmations: (count: number): string => plural(count, 'confirmation', 'confirmations'),
    coinbase: 'coinbase',
    spendPending: 'being spent',
    changes: 'Changed unseen',
    changedBetween: (from: number, to: number): string =>
      `Changed between ${block(from)} and ${groupDigits(to)}`,
    received: 'received',
    spent: 'spent',
    loadFailed: 'The details could not be read.',
    retry: 'Try again',
  },
  remove: {
    title: (name: string): string => `Stop watching ${name}?`,
    text: 'It leaves the portfolio with its name and group. Coins are not touched: Tidemark cannot spend.',
    confirm: 'Stop watching',
  },
  add: {
    title: 'Add addresses',
    text: 'One address a line. Tidemark only looks: it never needs a private key or a seed phrase, and refuses them.',
    lines: 'Addresses',
    label: 'Name (optional)',
    group: 'Group (optional)',
    submit: 'Add',
    submitting: 'Adding',
    close: 'Close',
    nothing: 'Paste at least one address.',
    added: (count: number): string => `${plural(count, 'address', 'addresses')} added.`,
    already: (count: number): string => `${plural(count, 'address was', 'addresses were')} watched already.`,
    refused: (count: number): string => `${plural(count, 'line', 'lines')} refused:`,
    line: (line: number): string => `Line ${line}`,
    hidden: 'not shown',
  },
  crossCheck: crossCheckTexts,
  settings: settingsTexts,
  empty: {
    title: 'Nothing is watched yet',
    text: 'Paste one or many bitcoin addresses. Tidemark shows how much is there, as of which block, according to whom, and how fresh that is.',
    add: 'Add addresses',
    sourceTitle: 'Nobody can be asked yet',
    sourceText: 'Numbers need a source. What each costs in privacy:',
    nodeTerm: 'Your own node',
    nodeText: 'nobody learns what you watch. Needs a bitcoind that you run.',
    providerTerm: 'A provider',
    providerText: 'works at once, but learns your addresses and your IP address.',
    settings: 'Set up a source',
  },
  status: {
    label: 'Status',
    node: nodeState,
    nodeFix: nodeProblemFixes,
    nodeProblem: (problem: keyof typeof nodeProblemTexts): string => nodeProblemTexts[problem],
    scan: scanState,
    progress: 'Progress of the look-up',
    provider: providerState,
    heardAt: (at: number): string => `As of ${clockTime(at)}:`,
    noProviders: 'No providers',
    offline: 'Offline: nobody is asked',
    tip,
  },
  connection: {
    connecting: 'Connecting to Tidemark',
    lost: (at: number | null): string =>
      `Connection to Tidemark lost${at === null ? '' : `; what you see is as of ${clockTime(at)}`}. Reconnecting`,
    lostHint: 'If Tidemark was started again, open its new link.',
    back: 'Connected to Tidemark again',
    noSessionTitle: 'Not connected',
    noSession: 'This page needs the link that Tidemark printed; start it again or open a new link.',
    loading: 'Reading the portfolio',
  },
  notices: {
    label: 'Notices',
    dismiss: 'Dismiss',
    copied: 'Address copied',
    removed: 'No longer watched',
    archived: 'Archived',
    broughtBack: 'Brought back',
    refreshed: 'Refreshed',
    unexpected: 'Something went wrong in this window.',
  },
} as const

/** What a language must have. */
export type Catalogue = typeof en
