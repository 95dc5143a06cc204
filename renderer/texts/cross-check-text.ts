/** What a cross-check came to, in words. */
import type { CrossCheck, CrossCheckStatement } from '../../shared/cross-check.ts'
import type { ReadingSource } from '../../shared/reading.ts'
import { dateTime } from '../format/age.ts'
import { t } from '../i18n/index.ts'
import { blockText } from './words.ts'

/** The ledger is called so here: it and the node's own scan are two voices. */
export const voiceText = (from: ReadingSource): string =>
  from === 'ledger' ? t('words.ledger') : from.slice('provider:'.length)

/** The ledger by its name, others by the code they run; their own names are in the list below. */
function voicesText({ compared, statements }: CrossCheck): string {
  const voiceOf = new Map(statements.map((said) => [said.source, said.voice]))
  const named = compared.map(
    (each) => (each === 'ledger' ? voiceText(each) : voiceOf.get(each)) ?? voiceText(each),
  )
  return [...new Set(named)].join(' + ')
}

/** "agree · ledger + esplora at block 960,021 · Nov 22, 2026, 14:20" */
export function crossCheckLine(check: CrossCheck): string {
  const date = dateTime(check.checkedAt)
  if (check.block === null || check.outcome === 'not_comparable')
    return t('crossCheck.notComparable', { date })
  return t('crossCheck.line', {
    outcome: t(`crossCheck.outcomes.${check.outcome}`),
    voices: voicesText(check),
    block: blockText(check.block.height),
    date,
  })
}

/** What a source spoke about: its outputs where it listed them, and the block. */
export function saidText({ at, outputs }: CrossCheckStatement): string {
  const block = blockText(at.height)
  return outputs === null ? block : t('crossCheck.saidOutputs', { count: outputs, block })
}
