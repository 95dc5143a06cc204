/** A label where it stands: a press edits it, Enter keeps it, Escape leaves it as it was. */
import { useRef, useState } from 'react'
import type { LabelType } from '../../shared/labels.ts'
import { useApp } from '../app-context.ts'
import { t } from '../i18n/index.ts'
import { chooseText, useFocusBack } from './focus-at-once.ts'

/** What a label is on, and what it says now. */
export interface LabelEditProps {
  readonly type: LabelType
  readonly refText: string
  readonly label: string
  /** What the thing is called in the field's name. */
  readonly name: string
  /** Writes it in another way than as a label of `refText`; undoing is its matter then. */
  readonly onSet?: (label: string) => void
}

/** The label, or a quiet offer to add one. */
export function LabelEdit({ type, refText, label, name, onSet }: LabelEditProps) {
  const { bridge, actions } = useApp()
  const [editing, setEditing] = useState(false)
  const { opener, giveBack } = useFocusBack(editing)
  const end = (next: string | null, byKey: boolean): void => {
    if (byKey) giveBack() // whoever pressed elsewhere is there already
    setEditing(false)
    if (next === null || next.trim() === label) return
    if (onSet) onSet(next.trim())
    else
      void actions.setWords(
        (to) => bridge.call('label.set', { type, ref: refText, label: to }),
        next.trim(),
        label,
      )
  }
  if (editing) return <Field label={label} name={name} onEnd={end} />
  return (
    <button
      type="button"
      ref={opener}
      className={label === '' ? 'label-edit none' : 'label-edit'}
      aria-label={label === '' ? `${t('label.add')}: ${name}` : `${t('label.edit', { name })}: ${label}`}
      onClick={() => setEditing(true)}
    >
      {label === '' ? t('label.add') : label}
    </button>
  )
}

interface FieldProps {
  readonly label: string
  readonly name: string
  /** Null leaves it as it was. `byKey`: Enter or Escape, not by going elsewhere. */
  readonly onEnd: (next: string | null, byKey: boolean) => void
}

function Field({ label, name, onEnd }: FieldProps) {
  const done = useRef(false)
  const end = (next: string | null, byKey: boolean): void => {
    if (done.current) return
    done.current = true // losing the focus afterwards is not another end
    onEnd(next, byKey)
  }
  return (
    <input
      type="text"
      className="rename"
      aria-label={t('label.edit', { name })}
      defaultValue={label}
      maxLength={255}
      ref={chooseText}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          event.preventDefault() // else the button that has the focus by then would take it for a press
          end(event.currentTarget.value, true)
        }
        if (event.key !== 'Escape') return
        event.stopPropagation() // the dialog around stays
        end(null, true)
      }}
      onBlur={(event) => end(event.currentTarget.value, false)}
    />
  )
}
