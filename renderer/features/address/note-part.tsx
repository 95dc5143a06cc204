/** The note on an entry: a press opens it for writing. */
import { useRef, useState } from 'react'
import { useApp } from '../../app-context.ts'
import { useFocusBack } from '../../components/focus-at-once.ts'
import { Form } from '../../components/forms/form.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { t } from '../../i18n/index.ts'

/** Of an address or account, by its text. */
export function NotePart({ text }: { readonly text: string }) {
  const { state } = useFetched('note.list', {})
  const [editing, setEditing] = useState(false)
  const section = useRef<HTMLElement>(null)
  const { opener, giveBack } = useFocusBack(editing)
  const end = (): void => {
    if (section.current?.contains(document.activeElement)) giveBack() // the button that was pressed goes
    setEditing(false)
  }
  if (state.kind !== 'ready') return null
  const note = state.value.find(({ kind, ref }) => kind === 'entry' && ref === text)?.text ?? ''
  return (
    <section ref={section} aria-label={t('label.note')}>
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
  const { bridge, actions } = useApp()
  const [draft, setDraft] = useState(note)
  const save = (): void => {
    const set = (to: string) => bridge.call('note.set', { kind: 'entry', ref: text, text: to })
    void actions.setWords(set, draft.trim(), note).then((written) => written && onDone())
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
