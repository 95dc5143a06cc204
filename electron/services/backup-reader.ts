/** Reads a backup: its form, its checksum, and nothing in it that must not be there. */
import { z } from 'zod'
import { NETWORKS, type Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import { type Birthday, GAP_LIMITS } from '../../shared/ipc/accounts.ts'
import type { NoteKey } from '../../shared/ipc/groups.ts'
import { LABEL_LIMITS } from '../../shared/labels.ts'
import { englishOf, say } from '../../shared/said.ts'
import { secretKindOf } from '../engine/accounts/secrets.ts'
import { BACKUP_VERSION, isIntact } from '../engine/backup/backup-text.ts'
import { parseExactJson } from '../engine/labels/exact-json.ts'
import { parseRecord } from '../engine/labels/label-record.ts'
import { type Harmless, secretIn } from '../engine/labels/secret-text.ts'
import { readStored, type StoredSettings } from './stored-settings.ts'

/** A watched entry as a backup has it. Its label is among the labels. */
export interface BackupEntry {
  readonly kind: string
  readonly text: string
  readonly group: string
  readonly archived: boolean
  /** ms since 1970. */
  readonly addedAt: number
  readonly birthday?: Birthday
  /** Of accounts. */
  readonly gapLimit?: number
  readonly lookahead?: number
}

export interface Backup {
  readonly network: Network
  readonly madeAt: string
  readonly ledger: string
  readonly intact: boolean
  readonly entries: readonly BackupEntry[]
  /** BIP-329, a record each. */
  readonly labels: readonly string[]
  readonly notes: readonly (NoteKey & { readonly text: string })[]
  readonly groups: readonly string[]
  readonly settings: StoredSettings
}

const birthdayOf = z.union([
  z.strictObject({ height: z.int().nonnegative() }),
  z.strictObject({ date: z.iso.date() }),
])
const group = z.string().max(LABEL_LIMITS.group)
const form = z.strictObject({
  format: z.literal('tidemark-backup'),
  version: z.int().positive(),
  network: z.enum(NETWORKS),
  madeAt: z.iso.datetime(),
  ledger: z.string().max(100),
  entries: z.array(
    z.strictObject({
      kind: z.string().max(20),
      text: z.string().min(1).max(20_000),
      group,
      archived: z.boolean(),
      addedAt: z.int().nonnegative(),
      birthday: birthdayOf.exactOptional(),
      gapLimit: z.int().min(GAP_LIMITS.min).max(GAP_LIMITS.max).exactOptional(),
      lookahead: z.int().min(1).max(GAP_LIMITS.max).exactOptional(),
    }),
  ),
  labels: z.array(z.unknown()),
  notes: z.array(
    z.strictObject({
      kind: z.enum(['entry', 'group']),
      ref: z.string().min(1).max(20_000),
      text: z.string().min(1).max(LABEL_LIMITS.note),
    }),
  ),
  groups: z.array(group.min(1)),
  settings: z.unknown(),
  sha256: z.string(),
})

/**
 * Reads the text. Fails with `invalid_input` for what is no backup of this network or of a newer Tidemark, and with
 * `refused_entries` when a key or a seed phrase stands anywhere in it: then nothing of it is used.
 */
export function readBackup(text: string, network: Network, harmless: Harmless): Backup {
  const raw = parseText(text)
  const version = z.object({ version: z.int() }).safeParse(raw).data?.version ?? 0
  if (version > BACKUP_VERSION) throw new AppError('invalid_input', say('backup_newer'))
  const parsed = form.safeParse(raw)
  if (!parsed.success) throw noBackup(parsed.error.issues[0]?.path.join('.'))
  const { entries, notes, groups, labels, settings, ...head } = parsed.data
  if (head.network !== network)
    throw new AppError('invalid_input', say('backup_network', { found: head.network, network }))
  const lines = labels.map((label) => JSON.stringify(label))
  refuseSecretEntries(entries)
  refuseSecretLabels(lines, network, harmless)
  const words = [...notes.map((note) => note.text), ...groups, ...entries.map((entry) => entry.group)]
  refuseSecretTexts([...words, ...textsOf(settings)], harmless)
  return {
    network,
    madeAt: head.madeAt,
    ledger: head.ledger,
    intact: isIntact(text),
    entries,
    labels: lines,
    notes,
    groups,
    settings: settingsOf(settings),
  }
}

function parseText(text: string): unknown {
  try {
    return parseExactJson(text.replace(/^\ufeff/, ''))
  } catch {
    throw noBackup()
  }
}

/** A field more than the settings have may be a password: it is refused, not dropped in silence. */
function settingsOf(raw: unknown): StoredSettings {
  const settings = readStored(raw)
  if (settings === null || hasMore(raw, settings)) throw noBackup('settings')
  return settings
}

function hasMore(raw: unknown, known: unknown): boolean {
  if (typeof raw !== 'object' || raw === null) return false
  if (typeof known !== 'object' || known === null) return true
  const fields = known as Readonly<Record<string, unknown>> // an object of JSON has text for keys
  return Object.entries(raw).some(
    ([name, inner]) => !Object.hasOwn(fields, name) || hasMore(inner, fields[name]),
  )
}

function refuseSecretEntries(entries: readonly BackupEntry[]): void {
  for (const { text } of entries) {
    const secret = secretKindOf(text)
    if (secret === 'private_key' || secret === 'seed_phrase') throw secretInside(secret)
  }
}

function refuseSecretLabels(lines: readonly string[], network: Network, harmless: Harmless): void {
  for (const line of lines) {
    const record = parseRecord(line, network, harmless)
    if (record.kind !== 'refused') continue
    if (record.reason === 'private_key' || record.reason === 'seed_phrase') throw secretInside(record.reason)
  }
}

function refuseSecretTexts(texts: readonly string[], harmless: Harmless): void {
  for (const text of texts) {
    const secret = secretIn(text, harmless)
    if (secret !== null) throw secretInside(secret)
  }
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

function secretInside(reason: 'private_key' | 'seed_phrase'): AppError {
  const said = say(reason === 'private_key' ? 'backup_secret_key' : 'backup_secret_phrase')
  const detail = [{ line: 1, text: null, reason, message: englishOf(said) }]
  return new AppError('refused_entries', said, { detail })
}

function noBackup(where?: string): AppError {
  const what =
    where === undefined || where === '' ? say('backup_damaged') : say('backup_damaged_at', { place: where })
  return new AppError('invalid_input', what)
}
