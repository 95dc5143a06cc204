/** Removing everything of this network: explained, confirmed by typing, done by the next start. */
import { useState } from 'react'
import type { WipePlan } from '../../../shared/ipc/diagnostics.ts'
import { useApp, useSnapshot } from '../../app-context.ts'
import { Form } from '../../components/forms/form.tsx'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { useSave } from '../../components/forms/use-save.ts'
import { useFetched } from '../../components/use-fetched.ts'
import { t } from '../../i18n/index.ts'

/** Asks for the network's name; until the next start it can be taken back. */
export function WipeForm() {
  const { bridge } = useApp()
  const { state: planned } = useFetched('data.wipePlan', {})
  const [changed, setChanged] = useState<{ readonly plan: WipePlan | null } | null>(null)
  const { state, run } = useSave()
  const set = (plan: WipePlan | null, confirm: string): void =>
    run(async (signal) => setChanged({ plan: await bridge.call('data.wipe', { plan, confirm }, { signal }) }))
  const plan = changed === null ? (planned.kind === 'ready' ? planned.value : null) : changed.plan
  if (plan !== null)
    return (
      <div className="form">
        <p className="form-error" role="status">
          {t('wipe.waiting')}
        </p>
        <div className="form-actions">
          <button type="button" className="btn" onClick={() => set(null, '')}>
            {t('wipe.takeBack')}
          </button>
          <SaveNote state={state} done="" />
        </div>
      </div>
    )
  return (
    <details>
      <summary>{t('wipe.open')}</summary>
      <WipeFields onSubmit={set} />
      <SaveNote state={state} done="" />
    </details>
  )
}

function WipeFields({ onSubmit }: { readonly onSubmit: (plan: WipePlan, confirm: string) => void }) {
  const network = useSnapshot((snapshot) => snapshot.network)
  const [plan, setPlan] = useState<WipePlan>({ settings: true, copies: true })
  const [typed, setTyped] = useState('')
  const fits = typed.trim() === network
  return (
    <Form onSubmit={() => fits && onSubmit(plan, typed.trim())}>
      <ul className="reasons">
        <li>{t('wipe.always')}</li>
        <li>{t('wipe.never')}</li>
      </ul>
      <label className="tick">
        <input
          type="checkbox"
          checked={plan.settings}
          onChange={(event) => setPlan({ ...plan, settings: event.target.checked })}
        />
        {t('wipe.settings')}
      </label>
      <label className="tick">
        <input
          type="checkbox"
          checked={plan.copies}
          onChange={(event) => setPlan({ ...plan, copies: event.target.checked })}
        />
        {t('wipe.copies')}
      </label>
      <label className="field narrow-field">
        <span>{t('wipe.confirm', { network })}</span>
        <input
          type="text"
          className="mono"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete="off"
          spellCheck={false}
        />
      </label>
      <div className="form-actions">
        <button type="submit" className="btn danger" disabled={!fits}>
          {t('wipe.submit')}
        </button>
      </div>
    </Form>
  )
}
