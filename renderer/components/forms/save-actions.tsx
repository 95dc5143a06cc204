import { useRef } from 'react'
import { t } from '../../i18n/index.ts'
import { SaveNote } from './save-note.tsx'
import type { Draft } from './use-draft.ts'
import type { SaveState } from './use-save.ts'

/** Save, undo, and what came of it, below a part that is saved as a whole. */
export function SaveActions<T>({
  state,
  draft: { unsaved, reset },
}: {
  readonly state: SaveState
  readonly draft: Draft<T>
}) {
  const save = useRef<HTMLButtonElement>(null)
  const undo = (): void => {
    save.current?.focus() // the button that has the focus goes
    reset()
  }
  return (
    <div className="form-actions">
      <button
        ref={save}
        type="submit"
        className={unsaved ? 'btn main' : 'btn'}
        aria-disabled={state.kind === 'busy'}
      >
        {t('settings.save')}
      </button>
      {unsaved && (
        <button type="button" className="btn quiet" onClick={undo}>
          {t('settings.undo')}
        </button>
      )}
      <SaveNote state={state} unsaved={unsaved} />
    </div>
  )
}
