/** The portfolio at a moment in the past: both of its panes, at the prices of that day. */
import { PriceOfPast } from '../../components/worth.tsx'
import type { Moment } from '../../stores/view-store.ts'
import { PastDetails } from './past-details.tsx'
import { PastPane } from './past-pane.tsx'
import { useMomentPage } from './use-moment-page.ts'

/** The instant that was asked for says the day; where a height was, the time of its block does. */
export function PastPage({ moment }: { readonly moment: Moment }) {
  const pages = useMomentPage(moment.height)
  const blockTime = pages.state.kind === 'ready' ? pages.state.value.blockTime : null
  const time = moment.time ?? (blockTime === null ? null : blockTime * 1000)
  const rows = pages.state.kind === 'ready' ? pages.state.value.rows : []
  return (
    <PriceOfPast time={time}>
      <PastPane pages={pages} />
      <PastDetails moment={moment} rows={rows} />
    </PriceOfPast>
  )
}
