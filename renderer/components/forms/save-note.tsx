import { t } from '../../i18n/index.ts'
import { ErrorLine } from '../error-detail.tsx'
import { Refusal, type SaveState } from './use-save.ts'

/** What came of the last save, read out politely; changes since then are said to be not saved. */
export function SaveNote({
  state,
  unsaved = false,
  done = t('settings.saved'),
}: {
  readonly state: SaveState
  readonly unsaved?: boolean
  readonly done?: string
}) {
  const failed = state.kind === 'failed'
  return (
    <span aria-live="polite" className={failed ? 'form-error' : 'form-note'}>
      {failed ? <Failure {...state} /> : noteOf(state, unsaved, done)}
    </span>
  )
}

/** A form that refuses by itself says what to correct; of what the host could not do all is said. */
function Failure({ message, error }: { readonly message: string; readonly error?: unknown }) {
  const isOwn = error === undefined || error instanceof Refusal
  return isOwn ? message : <ErrorLine error={error} message={message} />
}

function noteOf(state: SaveState, unsaved: boolean, done: string): string {
  if (unsaved) return t('settings.unsaved')
  return state.kind === 'done' ? done : ''
}
