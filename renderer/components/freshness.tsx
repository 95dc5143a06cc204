/** Freshness of a reading: a shape, a word and a colour, in that order. Ages by the clock. */
import type { FreshnessState, Reading } from '../../shared/reading.ts'
import { useFresh } from '../app-context.ts'
import { t } from '../i18n/index.ts'
import { shownFreshness } from '../stores/shown-freshness.ts'
import { freshnessSentence, freshnessText } from '../texts/freshness-text.ts'
import { FreshnessMark } from './freshness-mark.tsx'

/** A part of it is missing: the figure is the sum of the rest. */
function isPartial({ kind, completeness }: Reading): boolean {
  return kind !== 'unknown' && completeness.unspent === 'incomplete'
}

/** `sentence` names source and block too, for the details. */
export function FreshnessText({
  reading,
  sentence = false,
}: {
  readonly reading: Reading
  readonly sentence?: boolean
}) {
  const state = useFresh<FreshnessState>((context) => shownFreshness(reading, context).state)
  const text = useFresh((context) => {
    const dated = {
      freshness: shownFreshness(reading, context),
      height: reading.asOf?.height ?? null,
      now: context.now,
    }
    const text = sentence ? freshnessSentence(dated, reading.source) : freshnessText(dated)
    return isPartial(reading) ? t('freshness.partial', { text }) : text
  })
  return (
    <span className={`fresh ${state}`} data-freshness={state}>
      <FreshnessMark state={state} />
      <span className="fresh-text">{text}</span>
    </span>
  )
}
