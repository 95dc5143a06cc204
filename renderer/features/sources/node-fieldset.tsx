import type { SettingsView } from '../../../shared/ipc/contract.ts'
import { t } from '../../i18n/index.ts'
import { mayKeep, type NodeFields } from './node-input.ts'

/** The fields, and what is stored, which decides whether a password may be kept. */
export interface NodeFieldsetProps {
  readonly fields: NodeFields
  readonly stored: SettingsView['node']
  readonly disabled: boolean
  readonly onChange: (change: Partial<NodeFields>) => void
}

/** URL and credentials of the own node. */
export function NodeFieldset({ fields, stored, disabled, onChange }: NodeFieldsetProps) {
  return (
    <fieldset disabled={disabled}>
      <label className="field">
        <span>{t('settings.url')}</span>
        <input
          type="text"
          inputMode="url"
          className="mono"
          placeholder={t('settings.urlHint')}
          value={fields.url}
          onChange={(event) => onChange({ url: event.target.value })}
          spellCheck={false}
          autoComplete="off"
        />
      </label>
      <div className="radios" role="radiogroup" aria-label={t('settings.auth')}>
        {(['cookie', 'password'] as const).map((kind) => (
          <label key={kind}>
            <input
              type="radio"
              name="auth"
              checked={fields.auth === kind}
              onChange={() => onChange({ auth: kind })}
            />
            {t(`settings.${kind}`)}
          </label>
        ))}
      </div>
      {fields.auth === 'cookie' ? (
        <label className="field">
          <span>{t('settings.cookieFile')}</span>
          <input
            type="text"
            className="mono"
            value={fields.file}
            onChange={(event) => onChange({ file: event.target.value })}
            spellCheck={false}
            autoComplete="off"
          />
        </label>
      ) : (
        <PasswordFields fields={fields} stored={stored} onChange={onChange} />
      )}
    </fieldset>
  )
}

function PasswordFields({ fields, stored, onChange }: Omit<NodeFieldsetProps, 'disabled'>) {
  return (
    <div className="two">
      <label className="field">
        <span>{t('settings.user')}</span>
        <input
          type="text"
          value={fields.user}
          onChange={(event) => onChange({ user: event.target.value })}
          autoComplete="off"
        />
      </label>
      <label className="field">
        <span>{t('settings.passwordField')}</span>
        <input
          type="password"
          value={fields.password}
          placeholder={mayKeep(fields, stored) ? t('settings.keep') : ''}
          onChange={(event) => onChange({ password: event.target.value })}
          autoComplete="new-password"
        />
      </label>
    </div>
  )
}
