/** The SOCKS5 proxy (Tor) that marked providers are reached through. */
import { useId } from 'react'
import { useApp, useSnapshot } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'
import { SaveActions } from './save-actions.tsx'
import { useDraft } from './use-draft.ts'
import { useLock } from './use-lock.ts'
import { useSave } from './use-save.ts'

const texts = t.settings

/** A URL; empty is none. The host says what is wrong with one. */
export function ProxyForm() {
  const { actions } = useApp()
  const id = useId()
  const stored = useSnapshot(({ settings }) => settings.proxy ?? '')
  const draft = useDraft(texts.proxy, stored)
  const { state, run } = useSave()
  const { fixed, disabled } = useLock('proxy')
  const save = (): void => {
    const text = draft.value
    run(async () => {
      await actions.setProxy(text.trim() === '' ? null : text.trim())
      draft.settle(text)
    })
  }
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <div className="field">
        <label htmlFor={id}>{texts.proxy}</label>
        <input
          type="text"
          id={id}
          inputMode="url"
          className="mono"
          placeholder={texts.proxyHint}
          aria-describedby={`${id}-hint`}
          disabled={disabled}
          value={draft.value}
          onChange={(event) => draft.edit(() => event.target.value)}
          spellCheck={false}
          autoComplete="off"
        />
        <span id={`${id}-hint`} className="hint">
          {texts.proxyText}
        </span>
        {fixed && <span className="hint fixed-note">{texts.fixed}</span>}
      </div>
      {!disabled && <SaveActions state={state} draft={draft} />}
    </form>
  )
}
