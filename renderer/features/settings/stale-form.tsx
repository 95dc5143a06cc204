/** From how many blocks below the tip own data counts as stale. */
import { useState } from 'react'
import { useApp, useSnapshot } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'
import { SaveNote } from './save-note.tsx'
import { useSave } from './use-save.ts'

/** A number of blocks from 1 on. */
export function StaleForm({ disabled }: { readonly disabled: boolean }) {
  const { actions } = useApp()
  const stored = useSnapshot(({ settings }) => settings.staleAfterBlocks)
  const [text, setText] = useState(String(stored))
  const { state, run, fail } = useSave()
  const save = (): void => {
    const blocks = /^\d{1,7}$/.test(text.trim()) ? Number(text) : 0
    if (blocks < 1) fail(t.settings.staleInvalid)
    else run(() => actions.setStaleAfter(blocks))
  }
  return (
    <form
      className="form row"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <fieldset disabled={disabled}>
        <label className="field narrow">
          <span>{t.settings.staleBlocks}</span>
          <input
            type="text"
            inputMode="numeric"
            className="mono"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
      </fieldset>
      {!disabled && (
        <div className="form-actions">
          <button type="submit" className="btn">
            {t.settings.save}
          </button>
          <SaveNote state={state} />
        </div>
      )}
    </form>
  )
}
