/** The way in: a place to drop a file, a button to choose one, a field to paste into. */

import { type DragEvent, useState } from 'react'
import { useApp } from '../../app-context.ts'
import { AsyncList } from '../../components/async-list.tsx'
import { DialogActions } from '../../components/forms/dialog-actions.tsx'
import { FileButton } from '../../components/forms/file-button.tsx'
import { Form } from '../../components/forms/form.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { dateTime } from '../../format/age.ts'
import { t } from '../../i18n/index.ts'
import { KeptPart } from './backup-part.tsx'
import { type Given, pastedAs } from './read-file.ts'

interface FilePickProps {
  readonly problem: string | null
  readonly onFile: (file: File) => void
  readonly onGiven: (given: Given) => void
  readonly onClose: () => void
}

/** What was given goes to `onFile` or `onGiven`; copies that Tidemark keeps by itself can be looked at, too. */
export function FilePick({ problem, onFile, onGiven, onClose }: FilePickProps) {
  const [text, setText] = useState('')
  const [kept, setKept] = useState<string | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const paste = (): void => {
    if (text.trim() === '') return setWrong(t('imports.nothing'))
    return onGiven(pastedAs(t('imports.pasted'), text))
  }
  if (kept !== null) return <KeptPart name={kept} onAgain={() => setKept(null)} onClose={onClose} />
  return (
    <Form onSubmit={paste}>
      <DropPlace onFile={onFile} />
      <label className="field">
        <span>{t('imports.paste')}</span>
        <textarea
          rows={4}
          className="mono"
          value={text}
          onChange={(event) => setText(event.target.value)}
          spellCheck={false}
          autoComplete="off"
        />
      </label>
      <p className="form-error" role="alert">
        {problem ?? wrong}
      </p>
      <KeptCopies onLook={setKept} />
      <DialogActions onClose={onClose} sticky>
        <button type="submit" className="btn main">
          {t('imports.look')}
        </button>
      </DialogActions>
    </Form>
  )
}

function DropPlace({ onFile }: Pick<FilePickProps, 'onFile'>) {
  const { view } = useApp()
  const [over, setOver] = useState(false)
  const drop = (event: DragEvent): void => {
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file === undefined) return // a text is the window's to take
    event.preventDefault()
    event.stopPropagation()
    view.setState({ dropped: null })
    onFile(file)
  }
  return (
    <div
      className="drop"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <span>{over ? t('imports.dropNow') : t('imports.drop')}</span>
      <FileButton label={t('imports.choose')} onFile={onFile} />
    </div>
  )
}

/** What Tidemark keeps by itself; of a ledger that is gone it may be all there is. */
function KeptCopies({ onLook }: { readonly onLook: (name: string) => void }) {
  const { state, retry } = useFetched('backup.kept', {})
  if (state.kind === 'ready' && state.value.length === 0) return null
  return (
    <details className="kept">
      <summary>{t('restore.keptCopies')}</summary>
      <p className="hint">{t('restore.keptText')}</p>
      <AsyncList state={state} retry={retry} isEmpty={(copies) => copies.length === 0} empty="">
        {(copies) => (
          <ul className="lines">
            {copies.map(({ name, changedAt, current }) => (
              <li key={name}>
                <span>
                  {dateTime(changedAt)}{' '}
                  <span className="dim">{current ? t('restore.keptCurrent') : t('restore.keptOther')}</span>
                </span>
                <button type="button" className="btn" onClick={() => onLook(name)}>
                  {t('restore.lookAt')}
                </button>
              </li>
            ))}
          </ul>
        )}
      </AsyncList>
    </details>
  )
}
