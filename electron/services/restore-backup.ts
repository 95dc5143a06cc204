/** Restores a backup into a folder, empty or used: entries, notes, portfolios and labels, after what guards them. */
import type { Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import { DEFAULT_GAP_LIMIT } from '../../shared/ipc/accounts.ts'
import type { RestoreCounts, RestoreDetail, RestorePlan } from '../../shared/ipc/backup.ts'
import type { Watch } from '../../shared/ipc/contract.ts'
import type { LabelImport } from '../../shared/ipc/labels.ts'
import type { Privacy } from '../../shared/providers.ts'
import { say } from '../../shared/said.ts'
import { DEFAULT_LOOKAHEAD } from '../engine/accounts/gap-limit.ts'
import { type Entry, parseEntry } from '../engine/accounts/parse-entry.ts'
import { widens } from '../engine/groups/group-limit.ts'
import type { Harmless } from '../engine/labels/secret-text.ts'
import type { Store } from '../store/open-store.ts'
import type { NewWatch } from '../store/portfolio-store.ts'
import type { Backup, BackupEntry } from './backup-reader.ts'
import { importLabels } from './label-import.ts'
import { toSetting } from './provider-settings.ts'
import { planSettings, type SettingsPlan } from './restore-settings.ts'
import type { SettingsService } from './settings-service.ts'
import { loadSettings, settingsFile } from './stored-settings.ts'

export interface RestoreParts {
  readonly network: Network
  readonly store: Store
  readonly settings: SettingsService
  readonly harmless: Harmless
}

export interface RestoreOptions {
  readonly apply: boolean
  readonly consent: boolean
}

/** How many changes an answer names. */
const TOLD = 1_000
/** Entries that are written at once. */
const AT_ONCE = 1_000

/** Says what restoring does, and does it where `apply`. Limits stand before any entry is there to be asked about. */
export async function restoreBackup(
  backup: Backup,
  { apply, consent }: RestoreOptions,
  parts: RestoreParts,
  signal: AbortSignal,
): Promise<RestorePlan> {
  const { network, store, settings, harmless } = parts
  const plan = planSettings(await loadSettings(settingsFile(store.dataDir)), backup.settings, consent)
  const entries = planEntries(backup.entries, parts, plan, consent)
  const notes = planNotes(backup, store)
  const groups = planGroups(backup, store)
  if (apply) {
    if (plan.writes.length > 0 && !settings.view().writable)
      throw new AppError('forbidden', say('restore_forbidden'))
    for (const write of plan.writes) await write(settings)
    await writeEntries(entries, store, signal)
    if (notes.puts.length > 0) await store.notes.putNotes(notes.puts)
    if (groups.order !== null) await store.notes.orderGroups(groups.order)
  }
  const request = { text: backup.labels.join('\n'), apply, conflicts: 'replace' } as const
  const labels = await importLabels(request, { network, store: store.labels, harmless }, signal)
  const details = [
    ...entries.details,
    ...notes.details,
    ...groups.details,
    ...labels.differences.map(labelDetail),
  ]
  return {
    applied: apply,
    network,
    madeAt: backup.madeAt,
    intact: backup.intact,
    entries: countsOf(entries.details, backup.entries.length),
    labels: labels.counts,
    notes: countsOf(notes.details, backup.notes.length),
    groups: countsOf(groups.details, backup.groups.length),
    settings: plan.effects,
    details: details.slice(0, TOLD),
    more: details.length > TOLD || labels.more,
  }
}

interface EntryPlan {
  readonly details: readonly RestoreDetail[]
  readonly add: readonly {
    readonly watch: NewWatch
    readonly text: string
    readonly archived: boolean
    readonly addedAt: number
  }[]
  /** Wider gap limits of accounts that are here. */
  readonly gaps: readonly { readonly watchId: number; readonly gapLimit: number }[]
  readonly move: readonly { readonly watchId: number; readonly group: string }[]
  readonly archive: readonly { readonly watchId: number; readonly archived: boolean }[]
}

/** By its text: what is not here is added; what is here moves and is archived as in the backup unless that widens. */
function planEntries(
  entries: readonly BackupEntry[],
  { network, store }: RestoreParts,
  plan: SettingsPlan,
  consent: boolean,
): EntryPlan {
  const here = new Map(store.portfolio.list().map((watch) => [watch.text, watch]))
  const details: RestoreDetail[] = []
  const add: EntryPlan['add'][number][] = []
  const move: EntryPlan['move'][number][] = []
  const archive: EntryPlan['archive'][number][] = []
  const gaps: EntryPlan['gaps'][number][] = []
  for (const entry of entries) {
    const found = toNewWatch(entry, parseEntry(entry.text, network))
    if (found === null) {
      details.push({ what: 'entry', effect: 'refused', name: null, before: null, after: null })
      continue
    }
    const { group, archived, addedAt, gapLimit = 0 } = entry
    const known = here.get(found.text)
    if (known === undefined) {
      add.push({ ...found, archived, addedAt })
      details.push({ what: 'entry', effect: 'added', name: found.text, before: null, after: group })
      continue
    }
    const isWider = known.account !== undefined && gapLimit > known.account.gapLimit
    if (isWider) gaps.push({ watchId: known.id, gapLimit })
    const isElsewhere = known.group !== group || known.archived !== archived
    if (!isElsewhere && !isWider) continue
    const may = consent || !isElsewhere || !wouldWiden(known, entry, plan)
    const [before, after] = [placeOf(known), placeOf(entry)]
    details.push({ what: 'entry', effect: may ? 'changed' : 'kept', name: known.text, before, after })
    if (may && known.group !== group) move.push({ watchId: known.id, group })
    if (may && known.archived !== archived) archive.push({ watchId: known.id, archived })
  }
  return { details, add, move, archive, gaps }
}

/** What to watch, under the text that it is known by; null where it is not what the backup says. */
function toNewWatch(
  { kind, group, birthday, gapLimit = DEFAULT_GAP_LIMIT, lookahead = DEFAULT_LOOKAHEAD }: BackupEntry,
  parsed: Entry,
): { readonly watch: NewWatch; readonly text: string } | null {
  const names = { group, ...(birthday === undefined ? {} : { birthday }) }
  if (parsed.kind !== kind) return null
  if (parsed.kind === 'address') return { watch: { ...parsed.address, ...names }, text: parsed.address.text }
  if (parsed.kind !== 'account') return null
  const { account } = parsed
  return { watch: { account, gapLimit, gapSaid: false, lookahead, ...names }, text: account.descriptor }
}

/** Whether more may be asked about the entry where the backup has it. */
function wouldWiden(
  known: Watch,
  { group, archived }: BackupEntry,
  { providers, privacy }: SettingsPlan,
): boolean {
  if (known.archived && !archived) return true
  if (known.group === group || archived) return false
  const limits: Privacy = {
    limit: privacy.limit,
    groups: Object.fromEntries(privacy.groups.map((each) => [each.group, each.limit])),
  }
  const asked = providers.map((provider) => ({ tier: toSetting(provider).tier, consent: provider.consent }))
  return widens(known.group, group, asked, limits)
}

function placeOf({ group, archived }: Pick<Watch, 'group' | 'archived'>): string {
  return archived ? `${group} (archived)` : group
}

/** Repeating it after it was cut short does the rest. */
async function writeEntries(
  { add, move, archive, gaps }: EntryPlan,
  store: Store,
  signal: AbortSignal,
): Promise<void> {
  for (let at = 0; at < add.length; at += AT_ONCE) {
    signal.throwIfAborted()
    const some = add.slice(at, at + AT_ONCE)
    const { added } = await store.portfolio.add(some.map(({ watch }) => watch))
    const said = new Map(some.map((entry) => [entry.text, entry]))
    const hidden = added.filter(({ text }) => said.get(text)?.archived === true)
    if (hidden.length > 0)
      await store.portfolio.archive(
        hidden.map(({ id }) => id),
        true,
      )
    await store.notes.setAddedAt(
      added.map(({ id, text, addedAt }) => ({ watchId: id, addedAt: said.get(text)?.addedAt ?? addedAt })),
    )
  }
  for (const { watchId, gapLimit } of gaps) await store.portfolio.setGap(watchId, gapLimit)
  for (const [group, some] of Map.groupBy(move, (each) => each.group))
    await store.notes.moveWatches(
      some.map(({ watchId }) => watchId),
      group,
    )
  for (const [archived, some] of Map.groupBy(archive, (each) => each.archived))
    await store.portfolio.archive(
      some.map(({ watchId }) => watchId),
      archived,
    )
}

function planNotes({ notes }: Backup, store: Store) {
  const details: RestoreDetail[] = []
  const puts = notes.filter((note) => {
    const before = store.notes.note(note)
    if (before === note.text) return false
    const effect = before === null ? 'added' : 'changed'
    details.push({ what: 'note', effect, name: note.ref, before, after: note.text })
    return true
  })
  return { details, puts }
}

/** Portfolios that are here keep their order; the backup's others follow. */
function planGroups({ groups }: Backup, store: Store) {
  const here = store.notes.groups().map(({ name }) => name)
  const others = [...new Set(groups)].filter((name) => !here.includes(name))
  const details = others.map(
    (name): RestoreDetail => ({ what: 'group', effect: 'added', name, before: null, after: name }),
  )
  return { details, order: others.length === 0 ? null : [...here, ...others] }
}

function labelDetail({ kind, ref, before, after }: LabelImport['differences'][number]): RestoreDetail {
  return { what: 'label', effect: kind === 'new' ? 'added' : 'changed', name: ref, before, after }
}

function countsOf(details: readonly RestoreDetail[], all: number): RestoreCounts {
  const of = (effect: RestoreDetail['effect']): number =>
    details.filter((each) => each.effect === effect).length
  const counts = { added: of('added'), changed: of('changed'), kept: of('kept'), refused: of('refused') }
  return { ...counts, same: all - counts.added - counts.changed - counts.kept - counts.refused }
}
