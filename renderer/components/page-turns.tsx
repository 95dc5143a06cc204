/** To the pages of a list. */
import { t } from '../i18n/index.ts'

/** Where each page so far begins; the last is the one that is shown. */
export type Places = readonly string[]

export interface PageTurnsProps {
  readonly places: Places
  readonly next: string | null
  readonly onPlaces: (places: Places) => void
  /** What the buttons say; newer and older ones unless given. */
  readonly names?: { readonly back: string; readonly on: string }
}

/** Nothing where one page is all. */
export function PageTurns({ places, next, onPlaces, names }: PageTurnsProps) {
  if (next === null && places.length === 0) return null
  return (
    <p className="form-actions">
      <button
        type="button"
        className="btn"
        aria-disabled={places.length === 0}
        onClick={() => onPlaces(places.slice(0, -1))}
      >
        {names?.back ?? t('activity.newer')}
      </button>
      <button
        type="button"
        className="btn"
        aria-disabled={next === null}
        onClick={() => next !== null && onPlaces([...places, next])}
      >
        {names?.on ?? t('activity.older')}
      </button>
    </p>
  )
}
