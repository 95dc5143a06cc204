import { t } from '../../i18n/index.ts'
import type { SaveState } from './use-save.ts'

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
  const text = state.kind === 'failed' ? state.message : noteOf(state, unsaved, done)
  return (
    <span aria-live="polite" className={state.kind === 'failed' ? 'form-error' : 'form-note'}>
      {text}
    </span>
  )
}

function noteOf(state: SaveState, unsaved: boolean, done: string): string {
  if (unsaved) return t('settings.unsaved')
  return state.kind === 'done' ? done : ''
}
