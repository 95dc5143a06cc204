/** Which providers may be asked, with what they learn. */
import { useState } from 'react'
import { useApp, useSnapshot } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'
import { SaveNote } from './save-note.tsx'
import { useSave } from './use-save.ts'

/** One URL a line; saving an empty field allows nobody. */
export function ProviderForm({ disabled }: { readonly disabled: boolean }) {
  const { actions } = useApp()
  const providers = useSnapshot(({ settings }) => settings.providers)
  const [text, setText] = useState(() => providers.map(({ url }) => url).join('\n'))
  const { state, run } = useSave()
  const urls = text
    .split('\n')
    .map((url) => url.trim())
    .filter((url) => url !== '')
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        run(() => actions.setProviders(urls))
      }}
    >
      <fieldset disabled={disabled}>
        <label className="field">
          <span>{t.settings.providerUrls}</span>
          <textarea
            rows={3}
            className="mono"
            value={text}
            onChange={(event) => setText(event.target.value)}
            spellCheck={false}
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
