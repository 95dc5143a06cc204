/** The entries of a file: each can be left out, and one that does not say its kind is given one. */
import { type ImportEntry, SCRIPT_CHOICES, type ScriptChoice } from '../../../shared/ipc/imports.ts'
import { ShortAddress } from '../../components/address.tsx'
import { shortChunks } from '../../format/address.ts'
import { t } from '../../i18n/index.ts'

/** Drawn; the counts above say how many there are. */
const SHOWN = 100

interface EntryListProps {
  readonly entries: readonly ImportEntry[]
  readonly without: ReadonlySet<number>
  readonly onTake: (entry: number, take: boolean) => void
  readonly onKind: (entry: number, kind: ScriptChoice) => void
}

/** Nothing where the file names none. */
export function EntryList({ entries, without, onTake, onKind }: EntryListProps) {
  if (entries.length === 0) return null
  return (
    <section aria-label={t('imports.entries')}>
      <h3>{t('imports.entries')}</h3>
      <ul className="import-entries">
        {entries.slice(0, SHOWN).map((entry) => (
          <Entry
            key={entry.entry}
            entry={entry}
            taken={!without.has(entry.entry)}
            onTake={(take) => onTake(entry.entry, take)}
            onKind={(kind) => onKind(entry.entry, kind)}
          />
        ))}
      </ul>
      {entries.length > SHOWN && (
        <p className="hint">{t('imports.firstEntries', { shown: SHOWN, all: entries.length })}</p>
      )}
    </section>
  )
}

interface EntryProps {
  readonly entry: ImportEntry
  readonly taken: boolean
  readonly onTake: (take: boolean) => void
  readonly onKind: (kind: ScriptChoice) => void
}

function Entry({ entry, taken, onTake, onKind }: EntryProps) {
  const { state, text, label, group, before, first } = entry
  const name =
    label ??
    shortChunks(text)
      .map((chunk) => chunk ?? '…')
      .join(' ')
  const changeable = state === 'new' || state === 'changed'
  return (
    <li data-state={state}>
      <input
        type="checkbox"
        aria-label={t('imports.take', { name })}
        checked={taken && changeable}
        disabled={!changeable}
        onChange={(event) => onTake(event.target.checked)}
      />
      <span className="import-text">
        <ShortAddress address={text} />
        {label !== undefined && <b> {label}</b>}
        {group !== undefined && <span className="dim"> {group}</span>}
        {before?.label !== undefined && (
          <span className="dim"> {t('imports.before', { text: before.label })}</span>
        )}
        {first[0] !== undefined && (
          <span className="hint">
            {t('imports.first', {
              address: shortChunks(first[0])
                .map((chunk) => chunk ?? '…')
                .join(' '),
            })}
          </span>
        )}
        {state === 'choose' && <KindChoice entry={entry} name={name} onKind={onKind} />}
      </span>
      <span className="dim">{t(`imports.states.${state}`)}</span>
    </li>
  )
}

function KindChoice({
  entry,
  name,
  onKind,
}: Pick<EntryProps, 'entry' | 'onKind'> & { readonly name: string }) {
  const choose = (value: string): void => {
    const kind = SCRIPT_CHOICES.find((each) => each === value)
    if (kind) onKind(kind)
  }
  return (
    <select
      aria-label={t('imports.kindOf', { name })}
      value=""
      onChange={(event) => choose(event.target.value)}
    >
      <option value="">{t('imports.kindNone')}</option>
      {entry.options.map(({ scriptType, first }) => (
        <option key={scriptType} value={scriptType}>
          {t(`add.kinds.${scriptType}`)}: {first[0]}
        </option>
      ))}
    </select>
  )
}
