import { useRef } from 'react'
import type { Watch } from '../../../shared/ipc/contract.ts'
import { useApp } from '../../app-context.ts'
import { chooseText } from '../../components/focus-at-once.ts'
import { t } from '../../i18n/index.ts'

/** The name of an entry. A double press or F2 edits it in its place: Enter keeps, Escape leaves it as it was. */
export function LabelCell({ watch, renaming }: { readonly watch: Watch; readonly renaming: boolean }) {
  const { view } = useApp()
  return (
    <td className="label" title={watch.label} onDoubleClick={() => view.setState({ renaming: watch.id })}>
      {renaming ? (
        <LabelInput watch={watch} />
      ) : (
        <>
          {watch.label === '' ? <NoLabel /> : watch.label}
          {watch.archived && <span className="sr-only">{t('table.archivedSpoken')}</span>}
        </>
      )}
    </td>
  )
}

function LabelInput({ watch }: { readonly watch: Watch }) {
  const { view, actions } = useApp()
  const done = useRef(false)
  const end = (label: string | null): void => {
    if (done.current) return
    done.current = true // losing the focus afterwards is not another end
    view.setState({ renaming: null, focusNext: watch.id })
    if (label !== null) void actions.rename(watch, label.trim())
  }
  return (
    <input
      type="text"
      className="rename"
      aria-label={t('picked.rename', { name: watch.label === '' ? watch.text : watch.label })}
      defaultValue={watch.label}
      maxLength={200}
      ref={chooseText}
      onClick={(event) => event.stopPropagation()}
      onFocus={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') end(event.currentTarget.value)
        if (event.key === 'Escape') end(null)
      }}
      onBlur={(event) => end(event.currentTarget.value)}
    />
  )
}

function NoLabel() {
  return (
    <span className="dim">
      <span aria-hidden="true">{t('words.noLabel')}</span>
      <span className="sr-only">{t('words.noLabelSpoken')}</span>
    </span>
  )
}
