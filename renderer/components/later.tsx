/** Parts of the window that its first drawing does not need: fetched when the window rests, or when one is wanted. */
import { type ComponentType, lazy, Suspense, useState } from 'react'
import { t } from '../i18n/index.ts'

const fetching: (() => Promise<unknown>)[] = []

/**
 * A component whose code comes later. Once it is there it is drawn at once, without a moment of nothing. Where it cannot be
 * fetched (a served page whose host is gone) that is said in its place, and the rest of the window stays.
 */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let there: ComponentType<P> | null = null
  const fetched = async (): Promise<ComponentType<P>> => (there ??= await load())
  const attempt = (again: () => void): ComponentType<P> =>
    lazy(async () => ({ default: await fetched().catch(() => missing(again)) }))
  fetching.push(fetched)
  return function Later(props: P) {
    const [Part, setPart] = useState<ComponentType<P>>(() => there ?? attempt(again))
    function again(): void {
      setPart(() => there ?? attempt(again))
    }
    return (
      <Suspense fallback={null}>
        <Part {...props} />
      </Suspense>
    )
  }
}

/** Fetches what is still missing of all of them, one after the other; what cannot be fetched is tried when it is wanted. */
export async function fetchLater(): Promise<void> {
  for (const fetched of fetching) await fetched().catch(() => undefined)
}

function missing(again: () => void): () => React.JSX.Element {
  return function Missing() {
    return (
      <p className="form-error" role="alert">
        <b>{t('errorTitles.connection_lost')}</b> {t('errorAdvice.connection_lost')}{' '}
        <button type="button" className="btn" onClick={again}>
          {t('pane.retry')}
        </button>
      </p>
    )
  }
}
