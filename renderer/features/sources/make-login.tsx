/** A login of the node that can only watch: its lines to be copied, its password filled in and never shown. */
import { useId, useState } from 'react'
import { NODE_USER, type ReadOnlyLogin } from '../../../shared/ipc/node-login.ts'
import { useApp } from '../../app-context.ts'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { useSave } from '../../components/forms/use-save.ts'
import { t } from '../../i18n/index.ts'

const USER = 'tidemark'

export interface MakeLoginProps {
  /** As typed; where it cannot stand in bitcoin.conf, the login has another. */
  readonly user: string
  readonly onMade: (login: ReadOnlyLogin) => void
}

/** Nothing is kept before the form is saved. */
export function MakeLogin({ user, onMade }: MakeLoginProps) {
  const { actions } = useApp()
  const { state, run } = useSave()
  const [lines, setLines] = useState<readonly string[]>([])
  const make = (): void =>
    run(async (signal) => {
      const login = await actions.makeNodeLogin(NODE_USER.test(user.trim()) ? user.trim() : USER, signal)
      setLines(login.lines)
      onMade(login)
    })
  return (
    <div className="field">
      <div className="form-actions">
        <button type="button" className="btn" aria-disabled={state.kind === 'busy'} onClick={make}>
          {t('settings.makeLogin')}
        </button>
        <SaveNote state={state} done="" />
      </div>
      {lines.length > 0 && <Lines lines={lines} />}
    </div>
  )
}

function Lines({ lines }: Pick<ReadOnlyLogin, 'lines'>) {
  const id = useId()
  return (
    <>
      <p className="hint">{t('settings.loginText')}</p>
      <label htmlFor={id}>{t('settings.loginLines')}</label>
      <textarea
        id={id}
        className="mono"
        readOnly
        rows={4}
        value={lines.join('\n')}
        onFocus={(event) => event.target.select()}
      />
    </>
  )
}
