import { useSnapshot } from '../../app-context.ts'
import { EmptyState, NoSource, useNoSource } from './empty-state.tsx'
import { usePlaceName } from './group-nav.tsx'
import { PortfolioTable } from './portfolio-table.tsx'
import { TotalLine } from './total-line.tsx'

/** The middle pane: total and addresses, or what to do when there are none. */
export function PortfolioPane() {
  const empty = useSnapshot(({ entries, archived }) => entries + archived === 0)
  const name = usePlaceName()
  const noSource = useNoSource()
  return (
    <main className="center" aria-label={name} data-pane="main" tabIndex={-1}>
      {empty ? (
        <EmptyState />
      ) : (
        <>
          <TotalLine />
          <PortfolioTable />
          {noSource && <NoSource />}
        </>
      )}
    </main>
  )
}
