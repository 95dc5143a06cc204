/** Adding addresses: one or many lines, each refused one with its reason. Secrets are never shown again. */
import type { AddResult } from '../../../shared/ipc/contract.ts'
import { useApp, useView } from '../../app-context.ts'
import type { IpcError } from '../../bridge/bridge.ts'
import { RefusalText } from '../../components/error-detail.tsx'
import { Modal } from '../../components/modal.tsx'
import { t } from '../../i18n/index.ts'
import { AddPreview } from './add-preview.tsx'
import { KeyChoices } from './key-choices.tsx'
import { addedText, useAddForm } from './use-add-form.ts'

/** The dialog; it closes by itself when every line was added. */
export function AddDialog() {
  const { view } = useApp()
  const open = useView((state) => state.dialog === 'add')
  const close = (): void => view.setState({ dialog: 'none', draft: null })
  return (
    <Modal open={open} onClose={close} title={t('add.title')} text={t('add.text')}>
      <AddForm onClose={close} />
    </Modal>
  )
}

function AddForm({ onClose }: { readonly onClose: () => void }) {
  const group = useView((state) => state.group)
  const { form, widens, patch, submit, choose, paste } = useAddForm(group ?? '', onClose)
  return (
    <form className="form" onSubmit={submit}>
      <label className="field">
        <span>{t('add.lines')}</span>
        <textarea
          rows={6}
          className="mono"
          value={form.lines}
          onChange={(event) => patch({ lines: event.target.value })}
          onPaste={paste}
          spellCheck={false}
          autoComplete="off"
        />
      </label>
      <AddPreview text={form.lines} />
      <div className="two">
        <TextField label={t('add.label')} value={form.label} onChange={(label) => patch({ label })} />
        <TextField label={t('add.group')} value={form.group} onChange={(value) => patch({ group: value })} />
      </div>
      <div aria-live="polite">
        {form.error !== null && <AddFault error={form.error} />}
        {form.result && <AddOutcome result={form.result} />}
        <KeyChoices choices={form.result?.choices ?? []} onChoose={choose} />
      </div>
      <div className="modal-actions">
        <button type="button" className="btn" onClick={onClose}>
          {t('add.close')}
        </button>
        <button type="submit" className={widens ? 'btn danger' : 'btn main'} aria-disabled={form.busy}>
          {form.busy ? t('add.submitting') : widens ? t('add.widen') : t('add.submit')}
        </button>
      </div>
    </form>
  )
}

/** What the form says by itself, or what the host refused. */
function AddFault({ error }: { readonly error: string | IpcError }) {
  return typeof error === 'string' ? <p className="form-error">{error}</p> : <RefusalText refusal={error} />
}

interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

function TextField({ label, value, onChange }: TextFieldProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type="text"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        autoComplete="off"
      />
    </label>
  )
}

function AddOutcome({ result }: { readonly result: AddResult }) {
  const { refused } = result
  return (
    <>
      <p>{addedText(result)}</p>
      {refused.length > 0 && (
        <>
          <p className="form-error">{t('add.refused', { count: refused.length })}</p>
          <ul className="refused">
            {refused.map(({ line, text, reason }) => (
              <li key={line} data-reason={reason}>
                <b>{t('add.line', { line })}</b>{' '}
                {text === null ? <i>{t('add.hidden')}</i> : <span className="mono cut">{text}</span>}
                <span className="why">{t(`refusals.${reason}`)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
