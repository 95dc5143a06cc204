/** Notices of the system or of the browser, which asks for its own permission on a press. */
import { useState } from 'react'
import { OptionLine } from '../../components/forms/option-line.tsx'
import { t } from '../../i18n/index.ts'
import type { RulesPart } from './rules-form.tsx'

type Permission = NotificationPermission | 'shell' | 'never'

/** Of this window, as far as it decides itself. */
function permissionNow(): Permission {
  if (window.tidemark !== undefined) return 'shell'
  return 'Notification' in window ? Notification.permission : 'never'
}

/** Switching it on is the press that the browser wants before it asks. */
export function LocalNotices({ draft: { value, edit } }: RulesPart) {
  const [permission, setPermission] = useState(permissionNow)
  const ask = (): void => {
    Notification.requestPermission().then(setPermission, () => setPermission('denied'))
  }
  const change = (local: boolean): void => {
    edit((before) => ({ ...before, local }))
    if (local && permission === 'default') ask()
  }
  return (
    <>
      <OptionLine
        type="checkbox"
        label={t('rules.local.name')}
        hint={t('rules.local.text')}
        checked={value.local}
        onChange={change}
      />
      {value.local && permission === 'default' && (
        <p className="form-actions">
          <button type="button" className="btn" onClick={ask}>
            {t('rules.allow')}
          </button>
        </p>
      )}
      {value.local && (permission === 'denied' || permission === 'never') && (
        <p className="fixed-note" role="status">
          {t('rules.denied')}
        </p>
      )}
      {value.local && (
        <OptionLine
          type="checkbox"
          label={t('rules.amounts.name')}
          hint={t('rules.amounts.text')}
          checked={value.amounts}
          onChange={(amounts) => edit((before) => ({ ...before, amounts }))}
        />
      )}
    </>
  )
}
