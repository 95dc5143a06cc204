/** By how much the balance of a scope moved lately: today, in a week, in a month. From the ledger; what is not known is so. */
import type { Scope } from '../../shared/ipc/time.ts'
import { useSnapshot } from '../app-context.ts'
import { ownZone } from '../format/zoned.ts'
import { t } from '../i18n/index.ts'
import { useThisQuarter } from '../stores/clock.ts'
import { blockText } from '../texts/words.ts'
import { Amount } from './amount.tsx'
import type { ChartEnd } from './balance-chart.tsx'
import { changesOver } from './change-over.ts'
import { useFetched } from './use-fetched.ts'

const DAY_MS = 86_400_000
/** Whole days before the last one, which is not over. */
const SPANS = [1, 7, 30] as const
/** One day more, so that there is a whole one before the longest span in any zone. */
const FETCHED_MS = (SPANS[2] + 1) * DAY_MS

interface ChangesProps {
  readonly of: Scope
  /** Null is now. */
  readonly until: ChartEnd | null
  /** It is read again at most once in so many ms. */
  readonly everyMs: number
}

/** Nothing while it is fetched, or where nothing is known: the chart says so. */
export function PlaceChanges({ of, until, everyMs }: ChangesProps) {
  const now = useThisQuarter()
  const to = until?.time ?? now
  const zone = until?.zone ?? ownZone()
  const span = { of, unit: 'day', from: to - FETCHED_MS, to, zone } as const
  const question = until === null ? span : { ...span, upTo: until.height }
  const { state } = useFetched('series.read', question, 0, everyMs)
  const best = useSnapshot(({ status }) => status.tip?.height ?? null)
  if (state.kind !== 'ready') return null
  const { points, tip } = state.value
  const changes = changesOver(points, SPANS, until === null && tip !== null && tip.height === best)
  if (changes === null) return null
  return (
    <section aria-label={t('chart.changes')}>
      <h3>{t('chart.changes')}</h3>
      <dl className="facts">
        {SPANS.map((days, at) => (
          <Change key={days} name={spanText(days, until !== null)} sats={changes.over[at] ?? null} />
        ))}
      </dl>
      {changes.dayBegins && tip !== null && (
        <p className="dim small">{t('chart.dayBegins', { block: blockText(tip.height) })}</p>
      )}
    </section>
  )
}

function Change({ name, sats }: { readonly name: string; readonly sats: number | null }) {
  const sort = sats === null || sats === 0 ? '' : sats > 0 ? 'in' : 'out'
  return (
    <>
      <dt>{name}</dt>
      <dd className={sort}>
        <Amount sats={sats} signed withUnit />
      </dd>
    </>
  )
}

function spanText(days: number, past: boolean): string {
  if (days === 1) return t(past ? 'chart.thatDay' : 'chart.today')
  return t('chart.days', { count: days })
}
