import { t } from '../../i18n/index.ts'
import type { SaveState } from './use-save.ts'

/** What came of the last save, read out politely. */
export function SaveNote({ state }: { readonly state: SaveState }) {
  return (
    <span aria-live="polite" className={state.kind === 'failed' ? 'form-error' : 'form-note'}>
      {state.kind === 'done' && t.settings.saved}
      {state.kind === 'failed' && state.message}
    </span>
  )
}
