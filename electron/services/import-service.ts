/** Files and texts with addresses, keys and wallets: what would be added, and adding it. A preview stores nothing. */
import type { Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import type { Watch } from '../../shared/ipc/contract.ts'
import {
  IMPORT_LIMITS,
  type ImportApply,
  type ImportCounts,
  type ImportEntry,
  type ImportFile,
  type ImportPreview,
  type ImportResult,
} from '../../shared/ipc/imports.ts'
import type { LabelImport } from '../../shared/ipc/labels.ts'
import { say } from '../../shared/said.ts'
import { type Decoded, decodeText } from '../engine/imports/decode-text.ts'
import type { FileReading } from '../engine/imports/file-types.ts'
import { readImportText } from '../engine/imports/read-file.ts'
import { unreadRefusal } from '../engine/imports/refusals.ts'
import { type Resolved, resolveCandidates } from '../engine/imports/resolve.ts'
import type { NoteStore } from '../store/notes.ts'
import { type NewEntry, type StoredEntry, shownEntry, stateOf } from './import-entries.ts'
import type { LabelService } from './label-service.ts'

export interface ImportServiceOptions {
  readonly network: Network
  readonly watches: () => readonly Watch[]
  readonly labels: Pick<LabelService, 'import'>
  readonly notes: Pick<NoteStore, 'note' | 'putNotes'>
  /** Stores them in one transaction. */
  readonly add: (
    entries: readonly NewEntry[],
  ) => Promise<{ readonly added: number; readonly already: number }>
}

export interface ImportService {
  preview(file: ImportFile, signal: AbortSignal): Promise<ImportPreview>
  apply(file: ImportApply, signal: AbortSignal): Promise<ImportResult>
}

interface Read {
  readonly decoded: Decoded
  readonly file: FileReading
  readonly resolved: Resolved
}

/** Builds the service. */
export function createImportService({
  network,
  watches,
  labels,
  notes,
  add,
}: ImportServiceOptions): ImportService {
  async function read(input: ImportFile, signal: AbortSignal): Promise<Read> {
    const decoded = decodedText(input)
    const file = readImportText(decoded.text, network, input.columns)
    const resolved = await resolveCandidates(file.candidates, network, input.choices ?? {}, signal)
    return { decoded, file, resolved }
  }

  async function preview(input: ImportFile, signal: AbortSignal): Promise<ImportPreview> {
    const { decoded, file, resolved } = await read(input, signal)
    const stored = storedEntries()
    const refused = [...file.unread.map(unreadRefusal), ...resolved.refused]
    return {
      format: file.format,
      encoding: decoded.encoding,
      counts: countsOf(resolved, stored, refused.length),
      entries: resolved.entries
        .slice(0, IMPORT_LIMITS.shown)
        .map((entry): ImportEntry => shownEntry(entry, stored(entry.text), network)),
      refused: refused.slice(0, IMPORT_LIMITS.shown),
      table: file.table,
      labels: await importLabels(file, false, signal),
    }
  }

  function storedEntries(): (text: string) => StoredEntry | undefined {
    const byText = new Map(watches().map((watch) => [watch.text, watch]))
    return (text) => {
      const watch = byText.get(text)
      return watch && { label: watch.label, note: notes.note({ kind: 'entry', ref: text }) ?? '' }
    }
  }

  async function importLabels(
    { labels: lines }: FileReading,
    apply: boolean,
    signal: AbortSignal,
  ): Promise<LabelImport | null> {
    return lines.length === 0 ? null : labels.import({ text: lines.join('\n'), apply }, signal)
  }

  async function apply(input: ImportApply, signal: AbortSignal): Promise<ImportResult> {
    const { file, resolved } = await read(input, signal)
    const without = new Set(input.without)
    const wanted = resolved.entries.filter(({ entry }) => !without.has(entry))
    const known = wanted.filter((entry) => entry.kind !== 'choose')
    signal.throwIfAborted()
    const { added, already } = await store(known, input.group)
    return {
      added,
      already,
      skipped: wanted.length - known.length,
      refused: file.unread.length + resolved.refused.length,
      labels: await importLabels(file, true, signal),
    }
  }

  /** Another portfolio could let others be asked: what is watched already stays in its own. */
  async function store(entries: readonly NewEntry[], group: string | undefined) {
    if (entries.length === 0) return { added: 0, already: 0 }
    const watched = new Set(watches().map(({ text }) => text))
    const done = await add(
      entries.map((entry) => {
        const { group: said = group, ...rest } = entry
        return said === undefined || watched.has(entry.text) ? rest : { ...entry, group: said }
      }),
    )
    const puts = entries.flatMap(({ text, note }) =>
      note === undefined ? [] : [{ kind: 'entry', ref: text, text: note } as const],
    )
    if (puts.length > 0) await notes.putNotes(puts)
    return done
  }

  return { preview, apply }
}

function decodedText({ text, base64 }: ImportFile): Decoded {
  if ((text === undefined) === (base64 === undefined)) throw new AppError('invalid_input', say('file_form'))
  const bytes = base64 === undefined ? null : Buffer.from(base64, 'base64')
  if ((bytes?.length ?? text?.length ?? 0) > IMPORT_LIMITS.bytes)
    throw new AppError('invalid_input', say('file_too_large'))
  return bytes === null ? { text: text ?? '', encoding: 'utf-8' } : decodeText(bytes)
}

function countsOf(
  { entries, repeated }: Resolved,
  stored: (text: string) => StoredEntry | undefined,
  refused: number,
): ImportCounts {
  const counts = { new: 0, already: 0, changed: 0, choose: 0 }
  for (const entry of entries) counts[stateOf(entry, stored(entry.text))]++
  return { ...counts, refused, repeated }
}
