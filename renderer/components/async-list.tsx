/** The states that every list that is fetched has, each with the next thing to do. */
import type { ReactNode } from 'react'
import { t } from '../i18n/index.ts'
import { ErrorDetail } from './error-detail.tsx'

/** Where the fetching of a list stands. */
export type Fetched<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string; readonly error?: unknown }
  | { readonly kind: 'ready'; readonly value: T }

/** Loading, failed with a way to try again, empty in its own words, or the list. */
export function AsyncList<T>({
  state,
  isEmpty,
  empty,
  retry,
  children,
}: {
  readonly state: Fetched<T>
  readonly isEmpty: (value: T) => boolean
  readonly empty: ReactNode
  readonly retry: () => void
  readonly children: (value: T) => ReactNode
}) {
  if (state.kind === 'loading')
    return (
      <p className="dim" role="status">
        {t('states.loading')}
      </p>
    )
  if (state.kind === 'failed')
    return (
      <ErrorDetail error={state.error} message={state.message}>
        <button type="button" className="btn" onClick={retry}>
          {t('pane.retry')}
        </button>{' '}
      </ErrorDetail>
    )
  return isEmpty(state.value) ? <p className="dim">{empty}</p> : children(state.value)
}
