/** The API key of a provider in the list: typed, kept by the host, never shown again. */
import { useId, useState } from 'react'
import type { RequestOutput } from '../../../shared/ipc/contract.ts'
import { useApp } from '../../app-context.ts'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { SureButton } from '../../components/forms/sure-button.tsx'
import { useSave } from '../../components/forms/use-save.ts'
import { t } from '../../i18n/index.ts'

type Kept = RequestOutput<'provider.setKey'>['kept']

/** A password field with its own buttons: a key is kept at once, not with the rest of the list. */
export function ProviderKey({ id }: { readonly id: string }) {
  const { actions } = useApp()
  const { state, run } = useSave()
  const [key, setKey] = useState('')
  const field = useId()
  const put = (wanted: string | null): void =>
    run(async () => {
      const kept = await actions.setProviderKey(id, wanted)
      setKey('')
      return kept
    })
  const named = (verb: string) => ({
    'aria-label': t('settings.provider.named', { verb, id }),
    children: verb,
  })
  return (
    <div className="field">
      <label htmlFor={field}>{t('settings.provider.key')}</label>
      <input
        id={field}
        type="password"
        value={key}
        placeholder={t('settings.provider.keyHint')}
        onChange={(event) => setKey(event.target.value)}
        autoComplete="new-password"
      />
      <div className="form-actions">
        <button
          type="button"
          className="btn"
          disabled={key === ''}
          onClick={() => put(key.trim())}
          {...named(t('settings.provider.saveKey'))}
        />
        <SureButton
          label={t('settings.provider.forgetKey')}
          name={t('settings.provider.named', { verb: t('settings.provider.forgetKey'), id })}
          question={t('settings.provider.forgetKeySure')}
          onSure={() => put(null)}
        />
        <SaveNote
          state={state}
          done={state.kind === 'done' ? t(`settings.provider.keyKept.${state.told as Kept}`) : ''}
        />
      </div>
    </div>
  )
}
