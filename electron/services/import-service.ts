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
import { type Decoded, decodeText } from '../engine/imports/decode-text.ts'
import type { FileReading } from '../engine/imports/file-types.ts'
import { readImportText } from '../engine/imports/read-file.ts'
import { unreadRefusal } from '../engine/imports/refusals.ts'
import { type Resolved, resolveCandidates } from '../engine/imports/resolve.ts'
import { type NewEntry, shownEntry, stateOf } from './import-entries.ts'

export interface ImportServiceOptions {
  readonly network: Network
  readonly watches: () => readonly Watch[]
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
export function createImportService({ network, watches, add }: ImportServiceOptions): ImportService {
  async function read(input: ImportFile, signal: AbortSignal): Promise<Read> {
    const decoded = decodedText(input)
    const file = readImportText(decoded.text, network, input.columns)
    const resolved = await resolveCandidates(file.candidates, network, input.choices ?? {}, signal)
    return { decoded, file, resolved }
  }

  async function preview(input: ImportFile, signal: AbortSignal): Promise<ImportPreview> {
    const { decoded, file, resolved } = await read(input, signal)
    const byText = new Map(watches().map((watch) => [watch.text, watch]))
    const refused = [...file.unread.map(unreadRefusal), ...resolved.refused]
    return {
      format: file.format,
      encoding: decoded.encoding,
      counts: countsOf(resolved, byText, refused.length),
      entries: resolved.entries
        .slice(0, IMPORT_LIMITS.shown)
        .map((entry): ImportEntry => shownEntry(entry, byText.get(entry.text), network)),
      refused: refused.slice(0, IMPORT_LIMITS.shown),
      table: file.table,
      labels: labelsOf(file),
    }
  }

  async function apply(input: ImportApply, signal: AbortSignal): Promise<ImportResult> {
    const { file, resolved } = await read(input, signal)
    const without = new Set(input.without)
    const wanted = resolved.entries.filter(({ entry }) => !without.has(entry))
    const known = wanted.filter((entry) => entry.kind !== 'choose')
    const { group } = input
    const grouped = known.map((entry) => (group === undefined ? entry : { group, ...entry }))
    signal.throwIfAborted()
    const { added, already } = grouped.length === 0 ? { added: 0, already: 0 } : await add(grouped)
    const skipped = wanted.length - known.length
    const refused = file.unread.length + resolved.refused.length
    return { added, already, skipped, refused, labels: labelsOf(file) }
  }

  return { preview, apply }
}

function decodedText({ text, base64 }: ImportFile): Decoded {
  if ((text === undefined) === (base64 === undefined))
    throw new AppError('invalid_input', 'A file comes either as text or as base64.')
  const bytes = base64 === undefined ? null : Buffer.from(base64, 'base64')
  if ((bytes?.length ?? text?.length ?? 0) > IMPORT_LIMITS.bytes)
    throw new AppError('invalid_input', 'The file is larger than 50 MB.')
  return bytes === null ? { text: text ?? '', encoding: 'utf-8' } : decodeText(bytes)
}

function countsOf(
  { entries, repeated }: Resolved,
  byText: ReadonlyMap<string, Watch>,
  refused: number,
): ImportCounts {
  const counts = { new: 0, already: 0, changed: 0, choose: 0 }
  for (const entry of entries) counts[stateOf(entry, byText.get(entry.text))]++
  return { ...counts, refused, repeated }
}

function labelsOf({ labels }: FileReading): ImportPreview['labels'] {
  return labels.length === 0 ? null : { count: labels.length, text: `${labels.join('\n')}\n` }
}
