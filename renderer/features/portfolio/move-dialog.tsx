/** Moving entries to another group. Where more could then be asked about them, that is said first. */

import { useId, useMemo, useState } from 'react'
import type { Watch } from '../../../shared/ipc/contract.ts'
import { useApp, useSnapshot, useView } from '../../app-context.ts'
import { IpcError } from '../../bridge/bridge.ts'
import { Form } from '../../components/forms/form.tsx'
import { Modal } from '../../components/modal.tsx'
import { t } from '../../i18n/index.ts'
import { groupsOf } from '../../stores/selectors.ts'

/** For the picked rows, or the selected one. */
export function MoveDialog() {
  const { view } = useApp()
  const open = useView((state) => state.dialog === 'move')
  const picked = useView((state) => state.picked)
  const selected = useView((state) => state.selected)
  const rows = useSnapshot((snapshot) => snapshot.rows)
  const watches = useMemo(() => {
    const wanted = picked.size > 0 ? picked : new Set([selected])
    return rows.map(({ watch }) => watch).filter(({ id }) => wanted.has(id))
  }, [rows, picked, selected])
  const close = (): void => view.setState({ dialog: 'none' })
  return (
    <Modal
      open={open && watches.length > 0}
      onClose={close}
      title={t('picked.moveTitle', { count: watches.length })}
      text={t('picked.moveText')}
    >
      <MoveForm watches={watches} onDone={close} />
    </Modal>
  )
}

function MoveForm({ watches, onDone }: { readonly watches: readonly Watch[]; readonly onDone: () => void }) {
  const { group, setGroup, refusal, submit } = useMoveForm(watches, onDone)
  const id = useId()
  const rows = useSnapshot((snapshot) => snapshot.rows)
  const groups = useMemo(() => groupsOf(rows).filter(({ name }) => name !== ''), [rows])
  return (
    <Form onSubmit={submit}>
      <label className="field">
        <span>{t('pane.group')}</span>
        <input
          type="text"
          list={id}
          maxLength={200}
          value={group}
          onChange={(event) => setGroup(event.target.value)}
          autoComplete="off"
        />
      </label>
      <datalist id={id}>
        {groups.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <div aria-live="polite">{refusal !== null && <p className="form-error">{refusal.message}</p>}</div>
      <div className="modal-actions">
        <button type="button" className="btn" onClick={onDone}>
          {t('settings.close')}
        </button>
        <button type="submit" className={refusal?.code === 'forbidden' ? 'btn danger' : 'btn main'}>
          {refusal?.code === 'forbidden' ? t('picked.widen') : t('picked.move')}
        </button>
      </div>
    </Form>
  )
}

function useMoveForm(watches: readonly Watch[], onDone: () => void) {
  const { actions, notices } = useApp()
  const [group, setGroup] = useState(watches[0]?.group ?? '')
  const [refusal, setRefusal] = useState<IpcError | null>(null)
  const move = async (): Promise<void> => {
    try {
      await actions.move(watches, group.trim(), refusal?.code === 'forbidden')
      onDone()
    } catch (error) {
      if (error instanceof IpcError) setRefusal(error)
      else notices.error(error)
    }
  }
  return {
    group,
    refusal,
    setGroup: (name: string): void => {
      setGroup(name)
      setRefusal(null) // another group, another answer
    },
    submit: (): void => void move(),
  }
}
