/** To newer and older pages of a list. */
import { t } from '../../i18n/index.ts'

/** Where each page so far begins; the last is the one that is shown. */
export type Places = readonly string[]

/** Nothing where one page is all. */
export function PageTurns({
  places,
  next,
  onPlaces,
}: {
  readonly places: Places
  readonly next: string | null
  readonly onPlaces: (places: Places) => void
}) {
  if (next === null && places.length === 0) return null
  return (
    <p className="form-actions">
      <button
        type="button"
        className="btn"
        aria-disabled={places.length === 0}
        onClick={() => onPlaces(places.slice(0, -1))}
      >
        {t('activity.newer')}
      </button>
      <button
        type="button"
        className="btn"
        aria-disabled={next === null}
        onClick={() => next !== null && onPlaces([...places, next])}
      >
        {t('activity.older')}
      </button>
    </p>
  )
}
