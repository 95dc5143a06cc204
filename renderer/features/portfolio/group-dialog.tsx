/** Renaming a group, making one of two, deleting one. Where more could then be asked, that is said first. */
import { useState } from 'react'
import { useApp, useSnapshot, useView } from '../../app-context.ts'
import { IpcError } from '../../bridge/bridge.ts'
import { RefusalText } from '../../components/error-detail.tsx'
import { Form } from '../../components/forms/form.tsx'
import { Modal } from '../../components/modal.tsx'
import { t } from '../../i18n/index.ts'

/** For the group whose menu was pressed. */
export function GroupDialog() {
  const { view } = useApp()
  const open = useView((state) => state.dialog === 'group')
  const group = useView((state) => state.editedGroup)
  const close = (): void => view.setState({ dialog: 'none' })
  return (
    <Modal
      open={open && group !== ''}
      onClose={close}
      title={t('group.title', { name: group })}
      text={t('group.text')}
    >
      <GroupForm key={group} group={group} onDone={close} />
    </Modal>
  )
}

interface GroupFormProps {
  readonly group: string
  readonly onDone: () => void
}

function GroupForm({ group, onDone }: GroupFormProps) {
  const { name, setName, refusal, widens, rename, remove } = useGroupForm(group, onDone)
  const places = useSnapshot((snapshot) => snapshot.places)
  const other = name.trim()
  const merges = other !== group && places.some((place) => place.name === other)
  return (
    <Form onSubmit={() => rename(other, merges)}>
      <label className="field">
        <span>{t('group.name')}</span>
        <input
          type="text"
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="off"
        />
      </label>
      <div aria-live="polite">{refusal !== null && <RefusalText refusal={refusal} />}</div>
      <div className="modal-actions">
        <button type="button" className="btn danger" onClick={() => remove(widens)}>
          {widens ? t('group.deleteAllTheSame') : t('group.delete')}
        </button>
        <span className="push" />
        <button type="button" className="btn" onClick={onDone}>
          {t('settings.close')}
        </button>
        <button type="submit" className="btn main" aria-disabled={other === '' || other === group}>
          {merges ? t('group.merge') : t('group.rename')}
        </button>
      </div>
    </Form>
  )
}

function useGroupForm(group: string, onDone: () => void) {
  const { bridge, view, notices, actions } = useApp()
  const [name, setName] = useState(group)
  const [refusal, setRefusal] = useState<IpcError | null>(null)
  const [widens, setWidens] = useState(false)
  const show = (error: unknown): void => {
    if (!(error instanceof IpcError)) return notices.error(error)
    setRefusal(error)
  }
  const leave = (place: string | null): void => {
    if (view.getState().group === group) view.setState({ group: place })
    onDone()
  }
  return {
    name,
    setName,
    refusal,
    widens,
    rename: (to: string, merge: boolean): void => {
      if (to === '' || to === group) return
      const change = () => bridge.call('groups.rename', { group, to, merge })
      actions.changeGroup(group, to, t('group.renamed'), change).then(() => leave(to), show)
    },
    remove: (widen: boolean): void => {
      const change = () => bridge.call('groups.delete', { group, ...(widen ? { widen } : {}) })
      actions.changeGroup(group, '', t('group.deleted'), change).then(
        () => leave(null),
        (error: unknown) => {
          if (error instanceof IpcError && error.code === 'forbidden') setWidens(true)
          show(error)
        },
      )
    },
  }
}
