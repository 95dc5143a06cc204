/** The SOCKS5 proxy (Tor) that marked providers are reached through. */

import { useId } from 'react'
import { useApp, useSnapshot } from '../../app-context.ts'
import { Form } from '../../components/forms/form.tsx'
import { SaveActions } from '../../components/forms/save-actions.tsx'
import { useDraft } from '../../components/forms/use-draft.ts'
import { useLock } from '../../components/forms/use-lock.ts'
import { useSave } from '../../components/forms/use-save.ts'
import { t } from '../../i18n/index.ts'

/** A URL; empty is none. The host says what is wrong with one. */
export function ProxyForm() {
  const { actions } = useApp()
  const id = useId()
  const stored = useSnapshot(({ settings }) => settings.proxy ?? '')
  const draft = useDraft(t('settings.proxy'), stored)
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
    <Form onSubmit={save}>
      <div className="field">
        <label htmlFor={id}>{t('settings.proxy')}</label>
        <input
          type="text"
          id={id}
          inputMode="url"
          className="mono"
          placeholder={t('settings.proxyHint')}
          aria-describedby={`${id}-hint`}
          disabled={disabled}
          value={draft.value}
          onChange={(event) => draft.edit(() => event.target.value)}
          spellCheck={false}
          autoComplete="off"
        />
        <span id={`${id}-hint`} className="hint">
          {t('settings.proxyText')}
        </span>
        {fixed && <span className="hint fixed-note">{t('settings.fixed')}</span>}
      </div>
      {!disabled && <SaveActions state={state} draft={draft} />}
    </Form>
  )
}
