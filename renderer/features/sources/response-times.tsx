/** How each provider answered lately: a line of its response times, how many calls failed, and what it may bear. */
import type { ProviderCall, SourceActivity } from '../../../shared/ipc/sources.ts'
import { useFresh, useSnapshot } from '../../app-context.ts'
import { sparkOf } from '../../format/spark.ts'
import { t } from '../../i18n/index.ts'
import { skippedText } from '../../texts/provider-text.ts'
import { msText } from '../../texts/words.ts'

const WIDTH = 160
const HEIGHT = 22
/** Calls that the line shows. */
const SHOWN = 60

/** A row for each provider that was asked since the start. */
export function ResponseTimes({ providers }: Pick<SourceActivity, 'providers'>) {
  return (
    <div className="scroll-x">
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t('sources.source')}</th>
            <th scope="col">{t('sources.times')}</th>
            <th scope="col" className="r">
              {t('sources.half')}
            </th>
            <th scope="col" className="r">
              {t('sources.most')}
            </th>
            <th scope="col" className="r">
              {t('sources.failed')}
            </th>
            <th scope="col">{t('sources.now')}</th>
          </tr>
        </thead>
        <tbody>
          {providers.map(({ id, calls }) => (
            <Row key={id} id={id} calls={calls} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ id, calls }: { readonly id: string; readonly calls: readonly ProviderCall[] }) {
  const health = useSnapshot(({ status }) => status.providers.find((each) => each.id === id)?.health)
  const failed = calls.filter(({ problem }) => problem !== null).length
  return (
    <tr>
      <td className="mono">{id}</td>
      <td>
        <Spark calls={calls.slice(-SHOWN)} />
      </td>
      <td className="r mono">{timeText(health?.p50Ms ?? null)}</td>
      <td className="r mono">{timeText(health?.p95Ms ?? null)}</td>
      <td className="r">{t('sources.failedOf', { failed, calls: calls.length })}</td>
      <td>
        <Now id={id} />
      </td>
    </tr>
  )
}

function timeText(ms: number | null): string {
  return ms === null ? t('words.unknown') : msText(ms)
}

/** Why it is passed over and until when; else how many requests may go out. */
function Now({ id }: { readonly id: string }) {
  const status = useSnapshot((snapshot) => snapshot.status.providers.find((each) => each.id === id))
  const skipped = useFresh(({ now }) => (status ? skippedText(status, now) : null))
  const left = status?.health?.budgetLeft ?? null
  if (skipped !== null) return <span className="out">{skipped}</span>
  return <>{left === null ? t('sources.ready') : t('sources.budget', { count: left })}</>
}

/** The figures beside it say the same in words. */
function Spark({ calls }: { readonly calls: readonly ProviderCall[] }) {
  if (calls.length === 0) return <span className="dim">{t('settings.provider.notAskedYet')}</span>
  const { path, failed } = sparkOf(
    calls.map(({ ms }) => ms),
    WIDTH,
    HEIGHT,
  )
  return (
    <svg
      className="spark"
      viewBox={`-1 -2 ${WIDTH + 2} ${HEIGHT + 4}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
    >
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" />
      {failed.map((x) => (
        <path key={x} className="failed" d={`M${x} 0V${HEIGHT}`} strokeWidth="1.5" />
      ))}
    </svg>
  )
}
