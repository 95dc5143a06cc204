/** How much, as of which block, how many parts are current, what is not counted. */
import type { PlaceSummary } from '../../../shared/ipc/rows.ts'
import type { Total } from '../../../shared/reading.ts'
import { UNITS } from '../../../shared/view.ts'
import { useApp, useFresh, usePrefs, useRows } from '../../app-context.ts'
import { Amount } from '../../components/amount.tsx'
import { Moved } from '../../components/moved.tsx'
import { SaveList } from '../../components/save-list.tsx'
import { WorthLine } from '../../components/worth.tsx'
import { ageOf } from '../../format/age.ts'
import { UNIT_SIGNS } from '../../format/amount.ts'
import { t } from '../../i18n/index.ts'
import { partsOf } from '../../stores/selectors.ts'
import { ageText } from '../../texts/words.ts'
import { usePlaceName } from './group-nav.tsx'

/** The host's own sum of the place that the list shows: both change together. */
export function TotalLine() {
  const place = useRows((rows) => rows.place)
  const name = usePlaceName()
  if (place === null)
    return (
      <section className="total" aria-label={t('total.label', { name })} aria-busy>
        <p className="big unknown-total">{t('states.loading')}</p>
      </section>
    )
  return (
    <section className="total" aria-label={t('total.label', { name })}>
      <Figure total={place.total} name={name} />
      <WorthLine sats={place.total.confirmed} />
      <Extras total={place.total} />
      <Provenance place={place} />
    </section>
  )
}

interface FigureProps {
  readonly total: Total
  /** Of the place: going to another one is no change. */
  readonly name: string
}

function Figure({ total, name }: FigureProps) {
  const { setPrefs } = useApp()
  const unit = usePrefs((prefs) => prefs.unit)
  const hidden = usePrefs((prefs) => prefs.hideAmounts)
  const next = UNITS[(UNITS.indexOf(unit) + 1) % UNITS.length] ?? 'btc'
  if (total.confirmed === null) return <p className="big unknown-total">{t('total.nothingKnown')}</p>
  return (
    <p className="big" data-total={hidden ? 'hidden' : total.confirmed}>
      <button
        type="button"
        className="figure"
        title={t('total.switchUnit', { unit: t(`settings.units.${next}`) })}
        onClick={() => setPrefs({ unit: next })}
      >
        <Moved value={hidden ? null : total.confirmed} key={name}>
          <Amount sats={total.confirmed} />
        </Moved>
        <small> {UNIT_SIGNS[unit]}</small>
      </button>
      {total.unknown > 0 && <small> {t('total.andUnknown', { count: total.unknown })}</small>}
    </p>
  )
}

function Extras({ total: { pending, immature } }: { readonly total: Total }) {
  const extras = [
    { name: t('total.pending'), sats: pending },
    { name: t('total.immature'), sats: immature },
  ].filter(({ sats }) => sats !== null && sats !== 0)
  if (extras.length === 0) return null
  return (
    <p className="extras">
      {extras.map(({ name, sats }) => (
        <span key={name}>
          <Amount sats={sats} signed /> {name}
        </span>
      ))}
    </p>
  )
}

function Provenance({ place: { parts: counted, range } }: { readonly place: PlaceSummary }) {
  const current = useFresh((context) => {
    const parts = partsOf(counted, context)
    return t('total.current', { current: parts.current, all: parts.count })
  })
  const rest = useFresh((context) => {
    const { oldestAt, byProvider, notCounted } = partsOf(counted, context)
    const parts = [
      ...(oldestAt === null ? [] : [t('total.oldest', { age: ageText(ageOf(oldestAt, context.now)) })]),
      ...byProvider.map(({ id, count }) => t('total.from', { count, id })),
      ...(notCounted === 0 ? [] : [t('total.notCounted', { count: notCounted })]),
    ]
    return parts.map((part) => `${t('words.comma')}${part}`).join('')
  })
  const of = useRows((rows) => rows.query)
  return (
    <div className="as-of-line">
      <p className="as-of">
        {asOfText(range)}
        {t('words.sentence')}
        <b>{current}</b>
        {rest}
      </p>
      {of !== null && <SaveList quiet list={{ kind: 'entries', of }} />}
    </div>
  )
}

function asOfText(range: PlaceSummary['range']): string {
  if (range === null) return t('total.asOfNone')
  const { oldest, newest } = range
  return oldest.height === newest.height
    ? t('total.asOfBlock', { height: newest.height })
    : t('total.asOfBlocks', { oldest: oldest.height, newest: newest.height })
}
