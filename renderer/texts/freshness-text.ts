/** How fresh a figure is, in words. */
import { assertNever } from '../../shared/assert-never.ts'
import type { AnySource, Freshness } from '../../shared/reading.ts'
import { t } from '../i18n/index.ts'
import { agoText, asOfText, blockText, listText, sourceText } from './words.ts'

/** What a freshness is dated with; times in ms since 1970. */
export interface Dated {
  readonly freshness: Freshness
  readonly height: number | null
  readonly now: number
}

/** "Current", "Behind 3 blocks", "Offline: as of block 960,021, 20 s ago". */
export function freshnessText({
  freshness: { state, blocksBehind, observedAt },
  height,
  now,
}: Dated): string {
  const dated = asOfText(height, observedAt, now)
  switch (state) {
    case 'current':
      return t('freshness.current')
    case 'behind':
      return blocksBehind === null
        ? t('freshness.behind')
        : t('freshness.behindBlocks', { count: blocksBehind })
    case 'offline':
      return dated === '' ? t('freshness.offline') : t('freshness.offlineDated', { dated })
    case 'stale':
      return dated === '' ? t('freshness.stale') : t('freshness.staleDated', { dated })
    case 'unknown':
      return t('freshness.unknown')
    default:
      return assertNever(state)
  }
}

/** The same with source and block. */
export function freshnessSentence(dated: Dated, from: AnySource | null): string {
  const { state, observedAt } = dated.freshness
  if (state === 'unknown' || from === null) return t('freshness.unknownSentence')
  const text = freshnessText(dated)
  const source = sourceText(from)
  if (state === 'offline' || state === 'stale') return t('freshness.from', { text, source })
  const details = listText([
    source,
    dated.height === null ? '' : blockText(dated.height),
    observedAt === null ? '' : agoText(observedAt, dated.now),
  ])
  return t('freshness.details', { text, details })
}
