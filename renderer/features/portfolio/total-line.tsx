/** How much, as of which block, how many parts are current, what is not counted. */
import { useMemo } from 'react'
import type { Reading, Total } from '../../../shared/reading.ts'
import { useFresh, useSnapshot, useView } from '../../app-context.ts'
import { Amount } from '../../components/amount.tsx'
import { t } from '../../i18n/index.ts'
import { blockRange, distinctReadings, partsOf, totalOf } from '../../stores/selectors.ts'
import { usePlaceName } from './group-nav.tsx'
import { useGroupRows } from './use-shown-rows.ts'

/** The host's own total for everything; the same rules over a group's rows for a group. */
export function TotalLine() {
  const rows = useGroupRows()
  const everything = useView(({ group, archived }) => group === null && !archived)
  const name = usePlaceName()
  const whole = useSnapshot((snapshot) => snapshot.total)
  const readings = useMemo(() => distinctReadings(rows), [rows])
  const total = useMemo(() => (everything ? whole : totalOf(readings)), [everything, whole, readings])
  return (
    <section className="total" aria-label={t.total.label(name)}>
      <Figure total={total} />
      <Extras total={total} />
      <Provenance readings={readings} />
    </section>
  )
}

function Figure({ total }: { readonly total: Total }) {
  if (total.confirmed === null) return <p className="big unknown-total">{t.total.nothingKnown}</p>
  return (
    <p className="big" data-total={total.confirmed}>
      <Amount sats={total.confirmed} />
      <small>
        {` ${t.unit}`}
        {total.unknown > 0 && ` ${t.total.andUnknown(total.unknown)}`}
      </small>
    </p>
  )
}

function Extras({ total: { pending, immature } }: { readonly total: Total }) {
  const extras = [
    { name: t.total.pending, sats: pending },
    { name: t.total.immature, sats: immature },
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

function Provenance({ readings }: { readonly readings: readonly Reading[] }) {
  const range = blockRange(readings)
  const current = useFresh((context) => {
    const parts = partsOf(readings, context)
    return t.total.current(parts.current, parts.count)
  })
  const rest = useFresh((context) => {
    const { oldestAt, byProvider, notCounted } = partsOf(readings, context)
    const parts = [
      ...(oldestAt === null ? [] : [t.total.oldest(oldestAt, context.now)]),
      ...byProvider.map(({ id, count }) => t.total.from(count, id)),
      ...(notCounted === 0 ? [] : [t.total.notCounted(notCounted)]),
    ]
    return parts.map((part) => `, ${part}`).join('')
  })
  return (
    <p className="as-of">
      {asOfText(range)} <b>{current}</b>
      {rest}
    </p>
  )
}

function asOfText(range: ReturnType<typeof blockRange>): string {
  if (range === null) return t.total.asOfNone
  const { oldest, newest } = range
  return oldest.height === newest.height
    ? t.total.asOfBlock(newest.height)
    : t.total.asOfBlocks(oldest.height, newest.height)
}
