/** What the right pane tells while nothing is selected: how the place that is shown came to its sum, and what moved last. */
import type { Scope } from '../../shared/ipc/time.ts'
import { useView } from '../app-context.ts'
import { t } from '../i18n/index.ts'
import { instantOf, type Moment } from '../stores/view-store.ts'
import { BalanceChart } from './balance-chart.tsx'
import { PlaceChanges } from './place-changes.tsx'
import { TransactionList } from './transaction-list.tsx'

/** While blocks are read at full speed, sums of everything are not made anew with each of them. */
const EVERY_MS = 5_000

interface OverviewProps {
  /** How to see more than this. */
  readonly hint: string
  /** Null is now. */
  readonly moment: Moment | null
}

/** Of what is archived there is no sum to tell of. */
export function PlaceOverview({ hint, moment }: OverviewProps) {
  const group = useView((state) => state.group)
  const archived = useView((state) => state.archived)
  const of: Scope = group === null ? { kind: 'all' } : { kind: 'group', group }
  const key = JSON.stringify([of, moment?.height]) // figures of one place never stand below the name of another
  return (
    <>
      <p className="dim">{hint}</p>
      {!archived && (
        <>
          {moment === null ? (
            <>
              <PlaceChanges key={key} of={of} until={null} everyMs={EVERY_MS} />
              <BalanceChart of={of} until={null} everyMs={EVERY_MS} />
            </>
          ) : (
            <PastChart of={of} moment={moment} changes />
          )}
          <TransactionList
            key={key}
            of={of}
            upTo={moment?.height ?? null}
            title={moment === null ? t('transaction.latest') : t('moment.transactions')}
            everyMs={EVERY_MS}
            brief
          />
        </>
      )}
    </>
  )
}

interface PastChartProps {
  readonly of: Scope
  readonly moment: Moment
  /** What moved right before it, too. */
  readonly changes?: boolean
}

/** The chart that ends at the moment; where nobody knows when its block was, that is said in its place. */
export function PastChart({ of, moment, changes = false }: PastChartProps) {
  const time = instantOf(moment)
  if (time === null) return <p className="dim">{t('moment.noChart')}</p>
  const { height, zone } = moment
  const until = { height, time, zone }
  return (
    <>
      {changes && <PlaceChanges key={JSON.stringify([of, until])} of={of} until={until} everyMs={EVERY_MS} />}
      <BalanceChart of={of} until={until} everyMs={EVERY_MS} />
    </>
  )
}
