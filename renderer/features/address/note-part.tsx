/** The note on an entry: a press opens it for writing. */
import { useRef, useState } from 'react'
import { useApp } from '../../app-context.ts'
import { Form } from '../../components/forms/form.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { t } from '../../i18n/index.ts'

/** Of an address or account, by its text. */
export function NotePart({ text }: { readonly text: string }) {
  const { state } = useFetched('note.list', {})
  const [editing, setEditing] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const end = (): void => {
    setEditing(false)
    requestAnimationFrame(() => opener.current?.focus()) // the button that was pressed is gone
  }
  if (state.kind !== 'ready') return null
  const note = state.value.find(({ kind, ref }) => kind === 'entry' && ref === text)?.text ?? ''
  return (
    <section aria-label={t('label.note')}>
      {editing ? (
        <NoteForm text={text} note={note} onDone={end} />
      ) : (
        <button
          type="button"
          ref={opener}
          className={note === '' ? 'label-edit none' : 'label-edit'}
          onClick={() => setEditing(true)}
        >
          {note === '' ? t('label.noteEmpty') : note}
        </button>
      )}
    </section>
  )
}

interface NoteFormProps {
  readonly text: string
  readonly note: string
  readonly onDone: () => void
}

function NoteForm({ text, note, onDone }: NoteFormProps) {
  const { bridge, notices } = useApp()
  const [draft, setDraft] = useState(note)
  const save = (): void => {
    bridge.call('note.set', { kind: 'entry', ref: text, text: draft.trim() }).then(onDone, notices.error)
  }
  return (
    <Form onSubmit={save}>
      <label className="field">
        <span>{t('label.note')}</span>
        <textarea
          rows={3}
          maxLength={10_000}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
        />
      </label>
      <div className="form-actions">
        <button type="submit" className="btn main">
          {t('label.save')}
        </button>
        <button type="button" className="btn" onClick={onDone}>
          {t('label.cancel')}
        </button>
      </div>
    </Form>
  )
}
