/** Moving entries to another group. Where more could then be asked about them, that is said first. */

import { useId, useState } from 'react'
import { useApp, useSnapshot, useView } from '../../app-context.ts'
import { IpcError } from '../../bridge/bridge.ts'
import { RefusalText } from '../../components/error-detail.tsx'
import { DialogActions } from '../../components/forms/dialog-actions.tsx'
import { Form } from '../../components/forms/form.tsx'
import { Modal } from '../../components/modal.tsx'
import { useRow } from '../../components/use-row.ts'
import { t } from '../../i18n/index.ts'

/** For the picked rows, or the selected one. */
export function MoveDialog() {
  const { view } = useApp()
  const open = useView((state) => state.dialog === 'move')
  const picked = useView((state) => state.picked)
  const selected = useView((state) => state.selected)
  const watchIds = picked.size > 0 ? [...picked] : selected === null ? [] : [selected]
  const close = (): void => view.setState({ dialog: 'none', moveTo: null })
  return (
    <Modal
      open={open && watchIds.length > 0}
      onClose={close}
      title={t('picked.moveTitle', { count: watchIds.length })}
      text={t('picked.moveText')}
    >
      <MoveForm watchIds={watchIds} onDone={close} />
    </Modal>
  )
}

interface MoveFormProps {
  readonly watchIds: readonly number[]
  readonly onDone: () => void
}

function MoveForm({ watchIds, onDone }: MoveFormProps) {
  const { group, setGroup, refusal, submit } = useMoveForm(watchIds, onDone)
  const id = useId()
  const groups = useSnapshot((snapshot) => snapshot.places).filter(({ name }) => name !== '')
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
      <div aria-live="polite">{refusal !== null && <RefusalText refusal={refusal} />}</div>
      <DialogActions onClose={onDone}>
        <button type="submit" className={refusal?.code === 'forbidden' ? 'btn danger' : 'btn main'}>
          {refusal?.code === 'forbidden' ? t('picked.widen') : t('picked.move')}
        </button>
      </DialogActions>
    </Form>
  )
}

function useMoveForm(watchIds: readonly number[], onDone: () => void) {
  const { actions, notices } = useApp()
  const moveTo = useView((state) => state.moveTo)
  const own = useRow(watchIds[0] ?? null)?.watch.group ?? ''
  const [group, setGroup] = useState(moveTo ?? own)
  const [refusal, setRefusal] = useState<IpcError | null>(null)
  const move = async (): Promise<void> => {
    try {
      await actions.move(watchIds, group.trim(), refusal?.code === 'forbidden')
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
