/** Saving what one watches as a file: the portfolio in four forms, the labels, or a backup of everything. */

import { useState } from 'react'
import { EXPORT_FORMS, type ExportForm } from '../../../shared/ipc/imports.ts'
import { useApp, useSnapshot, useView } from '../../app-context.ts'
import { DialogActions } from '../../components/forms/dialog-actions.tsx'
import { Form } from '../../components/forms/form.tsx'
import { OptionLine } from '../../components/forms/option-line.tsx'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { useSave } from '../../components/forms/use-save.ts'
import { Modal } from '../../components/modal.tsx'
import { saveFile } from '../../components/save-file.ts'
import { t } from '../../i18n/index.ts'

type Form = ExportForm | 'labels' | 'backup'
const FORMS: readonly Form[] = [...EXPORT_FORMS, 'labels', 'backup']
const TYPES: Readonly<Record<Form, string>> = {
  csv: 'text/csv',
  json: 'application/json',
  addresses: 'text/plain',
  descriptors: 'text/plain',
  labels: 'application/jsonl',
  backup: 'application/json',
}

/** The dialog. It stays open where the form could not hold everything, and says what is missing. */
export function ExportDialog() {
  const { view } = useApp()
  const open = useView((state) => state.dialog === 'export')
  const close = (): void => view.setState({ dialog: 'none', exportForm: null })
  return (
    <Modal open={open} onClose={close} title={t('exports.title')} text={t('exports.text')}>
      <ExportForm onClose={close} />
    </Modal>
  )
}

interface Wanted {
  readonly form: Form
  readonly archived: boolean
  /** Null is all. */
  readonly group: string | null
}

function ExportForm({ onClose }: { readonly onClose: () => void }) {
  const shown = useView((state) => state.group)
  const form = useView((state) => state.exportForm) ?? 'csv'
  const [wanted, setWanted] = useState<Wanted>({ form, archived: false, group: shown })
  const [left, setLeft] = useState<readonly string[]>([])
  const { state, run } = useSave()
  const make = useExport()
  const { notices } = useApp()
  const patch = (change: Partial<Wanted>): void => {
    setLeft([])
    setWanted((before) => ({ ...before, ...change }))
  }
  const save = (): void =>
    run(async (signal) => {
      const file = await make(wanted, signal)
      saveFile(file.name, TYPES[wanted.form], file.text)
      notices.done(
        file.entries === null ? t('exports.savedFile') : t('exports.saved', { count: file.entries }),
      )
      setLeft(file.left)
      if (file.left.length === 0) onClose()
    })
  const isPart = wanted.form !== 'labels' && wanted.form !== 'backup'
  return (
    <Form onSubmit={save}>
      <fieldset className="choices">
        <legend>{t('exports.what')}</legend>
        {FORMS.map((form) => (
          <OptionLine
            key={form}
            type="radio"
            group="export-form"
            label={t(`exports.forms.${form}`)}
            hint={t(`exports.hints.${form}`)}
            checked={wanted.form === form}
            onChange={() => patch({ form })}
          />
        ))}
      </fieldset>
      {isPart && <Extent wanted={wanted} patch={patch} />}
      <SaveNote state={state} done="" />
      {left.length > 0 && (
        <div role="status">
          <p className="form-note">{t('exports.left')}</p>
          <ul className="reasons">
            {left.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </div>
      )}
      <DialogActions onClose={onClose}>
        <button type="submit" className="btn main" aria-disabled={state.kind === 'busy'}>
          {t('exports.save')}
        </button>
      </DialogActions>
    </Form>
  )
}

interface ExtentProps {
  readonly wanted: Wanted
  readonly patch: (change: Partial<Wanted>) => void
}

function Extent({ wanted, patch }: ExtentProps) {
  const groups = useSnapshot((snapshot) => snapshot.places).map(({ name }) => name)
  return (
    <>
      {groups.length > 1 && (
        <label className="pick">
          <span>{t('exports.group')}</span>
          <select
            value={wanted.group === null ? 'all' : `of:${wanted.group}`}
            onChange={({ target: { value } }) => patch({ group: value === 'all' ? null : value.slice(3) })}
          >
            <option value="all">{t('exports.all')}</option>
            {groups.map((group) => (
              <option key={group} value={`of:${group}`}>
                {group === '' ? t('nav.none') : group}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="tick">
        <input
          type="checkbox"
          checked={wanted.archived}
          onChange={(event) => patch({ archived: event.target.checked })}
        />
        {t('exports.archived')}
      </label>
    </>
  )
}

interface Made {
  readonly name: string
  readonly text: string
  readonly entries: number | null
  readonly left: readonly string[]
}

function useExport() {
  const { bridge } = useApp()
  const network = useSnapshot((snapshot) => snapshot.network)
  return async ({ form, archived, group }: Wanted, signal: AbortSignal): Promise<Made> => {
    if (form === 'backup') {
      const { name, text } = await bridge.call('backup.make', {}, { signal })
      return { name, text, entries: null, left: [] }
    }
    if (form === 'labels') {
      const { text, records } = await bridge.call('labels.export', {}, { signal })
      return { name: `tidemark-${network}-labels.jsonl`, text, entries: records, left: [] }
    }
    return bridge.call('exports.make', { form, archived, ...(group === null ? {} : { group }) }, { signal })
  }
}
