/** What every preview has: what the file is, its states, and the way on or back. */

import type { ReactNode } from 'react'
import type { Fetched } from '../../components/async-list.tsx'
import { ErrorDetail } from '../../components/error-detail.tsx'
import { Form } from '../../components/forms/form.tsx'
import { SaveNote } from '../../components/forms/save-note.tsx'
import type { SaveState } from '../../components/forms/use-save.ts'
import { t } from '../../i18n/index.ts'

/** The part that every preview hands on. */
export interface PreviewProps {
  readonly onAgain: () => void
  readonly onClose: () => void
}

interface FrameProps<T> extends PreviewProps {
  readonly state: Fetched<T>
  readonly saving: SaveState
  /** What the button says, and whether there is anything to do. */
  readonly action: string
  readonly canApply: boolean
  readonly onApply: () => void
  readonly children: (value: T) => ReactNode
}

/** Loading, failed with its details, or the preview; below it apply, another file, close. */
export function PreviewFrame<T>({
  state,
  saving,
  action,
  canApply,
  onApply,
  onAgain,
  onClose,
  children,
}: FrameProps<T>) {
  return (
    <Form
      onSubmit={() => {
        if (canApply && saving.kind !== 'busy') onApply()
      }}
    >
      {state.kind === 'loading' && <p role="status">{t('imports.looking')}</p>}
      {state.kind === 'failed' && <ErrorDetail error={state.error} message={state.message} />}
      {state.kind === 'ready' && children(state.value)}
      <SaveNote state={saving} done="" />
      <div className="modal-actions sticky">
        <button type="button" className="btn push-right" onClick={onAgain}>
          {t('imports.another')}
        </button>
        <button type="button" className="btn" onClick={onClose}>
          {t('settings.close')}
        </button>
        {state.kind === 'ready' && (
          <button
            type="submit"
            className="btn main"
            disabled={!canApply}
            aria-disabled={saving.kind === 'busy'}
          >
            {saving.kind === 'busy' ? t('imports.applying') : action}
          </button>
        )}
      </div>
    </Form>
  )
}

/** Counts that are not 0, one behind the other. */
export function Counts({ parts }: { readonly parts: readonly (readonly [number, string])[] }) {
  const said = parts.filter(([count]) => count > 0)
  if (said.length === 0) return null
  return (
    <ul className="counts" aria-live="polite">
      {said.map(([, text]) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}

/** Lines that were refused, by their number. */
export function RefusedLines({
  refused,
}: {
  readonly refused: readonly {
    readonly line: number | null
    readonly text?: string | null
    readonly why: string
  }[]
}) {
  if (refused.length === 0) return null
  return (
    <section aria-label={t('imports.refusedTitle')}>
      <p className="form-error">{t('add.refused', { count: refused.length })}</p>
      <ul className="refused">
        {refused.slice(0, 200).map(({ line, text, why }, index) => (
          // Several refusals may be of one line, or of none.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            <b>{line === null ? t('imports.noLine') : t('imports.line', { line })}</b>{' '}
            {text != null && <span className="mono cut">{text}</span>}
            <span className="why">{why}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
