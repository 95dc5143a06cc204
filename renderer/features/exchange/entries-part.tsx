/** A list, a table or a wallet file: what it would add, entry by entry; labels by BIP-329 have a part of their own. */
import { useState } from 'react'
import type { Refusal } from '../../../shared/address.ts'
import {
  IMPORT_PROBLEMS,
  type ImportChoices,
  type ImportColumns,
  type ImportFile,
  type ImportPreview,
  type ImportRefusal,
  type ScriptChoice,
} from '../../../shared/ipc/imports.ts'
import { useApp, useView } from '../../app-context.ts'
import { useSave } from '../../components/forms/use-save.ts'
import { t } from '../../i18n/index.ts'
import { ColumnChoice } from './column-choice.tsx'
import { EntryList } from './entry-list.tsx'
import { LabelsPart } from './labels-part.tsx'
import { Counts, PreviewFrame, type PreviewProps, RefusedLines } from './preview-frame.tsx'
import { base64Of, type Given } from './read-file.ts'
import { usePreview } from './use-preview.ts'

interface EntriesPartProps extends PreviewProps {
  readonly given: Given
}

/** What the person decided about the file. */
interface Decisions {
  readonly columns: ImportColumns | null
  readonly kinds: ReadonlyMap<number, ScriptChoice>
  readonly without: ReadonlySet<number>
  readonly group: string
}

/** The preview, and what can be decided about it. */
export function EntriesPart({ given, onAgain, onClose }: EntriesPartProps) {
  const { bridge, notices, actions } = useApp()
  const [base64] = useState(() => base64Of(given))
  const shownGroup = useView((state) => state.group)
  const [made, setMade] = useState<Decisions>({
    columns: null,
    kinds: new Map(),
    without: new Set(),
    group: shownGroup ?? '',
  })
  const file = fileOf(given.name, base64, made)
  const { state: saving, run } = useSave()
  const preview = usePreview(JSON.stringify([made.columns, [...made.kinds]]), (signal) =>
    bridge.call('imports.preview', file, { signal }),
  )
  const patch = (change: Partial<Decisions>): void => setMade((before) => ({ ...before, ...change }))
  if (preview.kind === 'ready' && preview.value.format === 'bip329')
    return <LabelsPart given={given} onAgain={onAgain} onClose={onClose} />
  const count = preview.kind === 'ready' ? toTake(preview.value, made) : 0
  const labels = preview.kind === 'ready' ? (preview.value.labels?.counts ?? null) : null
  const withLabels = labels !== null && labels.new + labels.changed + labels.conflicts > 0
  const apply = (): void =>
    run(async (signal) => {
      const group = made.group.trim()
      const without = [...made.without]
      const result = await bridge.call(
        'imports.apply',
        { ...file, ...(group === '' ? {} : { group }), ...(without.length === 0 ? {} : { without }) },
        { signal },
      )
      actions.requestSnapshot()
      notices.done(t('imports.done', result))
      onClose()
    })
  return (
    <PreviewFrame
      state={preview}
      saving={saving}
      action={count === 0 && withLabels ? t('imports.applyLabels') : t('imports.apply', { count })}
      canApply={count > 0 || withLabels}
      onApply={apply}
      onAgain={onAgain}
      onClose={onClose}
    >
      {(value) => <Preview name={given.name} preview={value} made={made} patch={patch} />}
    </PreviewFrame>
  )
}

function fileOf(name: string, base64: string, { columns, kinds }: Decisions): ImportFile {
  const single = [...kinds].map(([entry, scriptType]) => ({ entry, scriptType }))
  const choices: ImportChoices = { single }
  return { name, base64, ...(columns ? { columns } : {}), ...(single.length > 0 ? { choices } : {}) }
}

/** Entries that storing would add or change. */
function toTake({ counts, entries }: ImportPreview, { without }: Decisions): number {
  const left = entries.filter(
    ({ entry, state }) => without.has(entry) && (state === 'new' || state === 'changed'),
  )
  return counts.new + counts.changed - left.length
}

interface PreviewPartProps {
  readonly name: string
  readonly preview: ImportPreview
  readonly made: Decisions
  readonly patch: (change: Partial<Decisions>) => void
}

function Preview({ name, preview, made, patch }: PreviewPartProps) {
  const { counts, entries, refused, table, labels, format } = preview
  return (
    <>
      <p className="lead">{t('imports.from', { name, format: t(`imports.formats.${format}`) })}</p>
      <Counts
        parts={(['new', 'changed', 'already', 'choose', 'refused', 'repeated'] as const).map(
          (kind) => [counts[kind], t(`imports.counts.${kind}`, { count: counts[kind] })] as const,
        )}
      />
      {table && (
        <ColumnChoice
          table={table}
          columns={made.columns ?? table.columns}
          // Entries go by their place: with other columns, or without a heading row, another one stands there.
          onChange={(columns) => patch({ columns, kinds: new Map(), without: new Set() })}
        />
      )}
      <EntryList
        entries={entries}
        without={made.without}
        onTake={(entry, take) => patch({ without: withOne(made.without, entry, !take) })}
        onKind={(entry, kind) => patch({ kinds: new Map(made.kinds).set(entry, kind) })}
      />
      {labels && (
        <p className="hint">
          {t('imports.labelsToo', {
            new: labels.counts.new + labels.counts.changed,
            conflicts: labels.counts.conflicts,
            refused: labels.counts.refused,
          })}
        </p>
      )}
      <RefusedLines
        refused={refused.map(({ line, text, reason }) => ({ line, text, why: whyText(reason) }))}
      />
      {entries.length > 0 && (
        <label className="field narrow-field">
          <span>{t('imports.group')}</span>
          <input
            type="text"
            value={made.group}
            onChange={(event) => patch({ group: event.target.value })}
            autoComplete="off"
          />
        </label>
      )}
    </>
  )
}

function withOne(all: ReadonlySet<number>, one: number, isIn: boolean): ReadonlySet<number> {
  const next = new Set(all)
  if (isIn) next.add(one)
  else next.delete(one)
  return next
}

function whyText(reason: ImportRefusal['reason']): string {
  const problem = IMPORT_PROBLEMS.find((each) => each === reason)
  // What is no problem of files is the refusal of an entry.
  return problem === undefined ? t(`refusals.${reason as Refusal}`) : t(`importProblems.${problem}`)
}
