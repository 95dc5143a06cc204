/** Freshness of a reading: a shape, a word and a colour, in that order. Ages by the clock. */
import type { FreshnessState, Reading } from '../../shared/reading.ts'
import { useFresh } from '../app-context.ts'
import { shownFreshness } from '../stores/shown-freshness.ts'
import { freshnessSentence, freshnessText } from '../texts/freshness-text.ts'
import { FreshnessMark } from './freshness-mark.tsx'

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
    return sentence ? freshnessSentence(dated, reading.source) : freshnessText(dated)
  })
  return (
    <span className={`fresh ${state}`} data-freshness={state}>
      <FreshnessMark state={state} />
      <span className="fresh-text">{text}</span>
    </span>
  )
}
