/** Which entries of the journal a person wants to see. */
import { assertNever } from './assert-never.ts'
import type { JournalEntry } from './ipc/time.ts'

/** `repairs`: what blocks read later showed, what a look-up no longer found, and what a check set right. */
export const JOURNAL_FILTERS = [
  'payments',
  'spends',
  'confirmations',
  'replacements',
  'evictions',
  'reorganisations',
  'repairs',
] as const
export type JournalFilter = (typeof JOURNAL_FILTERS)[number]

/** Whether an entry belongs to what is wanted; a payment that is confirmed belongs to two of them. */
export function isOfFilter(
  { kind, change }: Pick<JournalEntry, 'kind' | 'change'>,
  filter: JournalFilter,
): boolean {
  switch (filter) {
    case 'payments':
      return (kind === 'confirmed' || kind === 'pending') && change > 0
    case 'spends':
      return (kind === 'confirmed' || kind === 'pending') && change < 0
    case 'confirmations':
      return kind === 'confirmed'
    case 'replacements':
      return kind === 'replaced' || kind === 'fallen'
    case 'evictions':
      return kind === 'evicted'
    case 'reorganisations':
      return kind === 'reorged' || kind === null
    case 'repairs':
      return kind === 'found' || kind === 'lost' || kind === 'corrected'
    default:
      return assertNever(filter)
  }
}
