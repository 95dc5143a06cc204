/** What a terminal says of why a figure at a past block is missing, or is not the own node's. */
import type { HeightReason } from '../../shared/reading.ts'
import { REASON_WORDS } from './words.ts'

/** A text for every reason; a few of today's mean something else of a past block. */
export const HEIGHT_REASON_WORDS: Readonly<Record<HeightReason, string>> = {
  ...REASON_WORDS,
  not_asked: 'nobody was asked (use --refresh)',
  provider_cannot_know: 'a provider cannot tell, or not prove, what was there at that block',
  ledger_starts_later: 'own data begins above that block',
  ledger_hole: 'own data has a hole at that block',
  ledger_not_there: 'own data does not reach that block yet',
  ledger_other_branch: 'own data has another block there than the node',
  block_hash_unknown: 'own data has a figure, but nobody said which block is at that height',
  provider_other_block: 'a provider has another block at that height',
}
