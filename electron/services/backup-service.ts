/** Makes backups of everything of one's own, and restores them: what would change is told first, nothing is deleted. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import type { BackupRequests, BackupSource, KeptCopy, RestorePlan } from '../../shared/ipc/backup.ts'
import type { Watch } from '../../shared/ipc/contract.ts'
import { say } from '../../shared/said.ts'
import { beginBackup } from '../engine/backup/backup-text.ts'
import type { Harmless } from '../engine/labels/secret-text.ts'
import type { Clock } from '../engine/ports.ts'
import type { Store } from '../store/open-store.ts'
import { type BackupEntry, readBackup } from './backup-reader.ts'
import { keptCopies } from './kept-copies.ts'
import { exportLines } from './label-service.ts'
import { restoreBackup } from './restore-backup.ts'
import type { SettingsService } from './settings-service.ts'
import { loadSettings, settingsFile } from './stored-settings.ts'

export interface BackupServiceOptions {
  readonly network: Network
  readonly store: Store
  readonly clock: Clock
  readonly settings: SettingsService
  readonly harmless: Harmless
  /** Entries, labels or settings are others now. */
  readonly onChange: () => void
}

type In<K extends keyof BackupRequests> = BackupRequests[K]['in']

export interface BackupService {
  make(signal: AbortSignal): Promise<BackupRequests['backup.make']['out']>
  preview(request: In<'backup.preview'>, signal: AbortSignal): Promise<RestorePlan>
  restore(request: In<'backup.restore'>, signal: AbortSignal): Promise<RestorePlan>
  kept(): Promise<readonly KeptCopy[]>
}

/** Lines that are put together without a pause. */
const AT_ONCE = 1_000

/** Builds the service. */
export function createBackupService(options: BackupServiceOptions): BackupService {
  const { network, store, clock, settings, harmless, onChange } = options

  async function textOf(source: BackupSource): Promise<string> {
    if ('text' in source) return source.text
    const copies = await keptCopies(store)
    if (!copies.some(({ name }) => name === source.kept))
      throw new AppError('invalid_input', say('no_such_copy'))
    return readFile(join(store.dataDir, source.kept), 'utf8')
  }

  return {
    make: async (signal) => ({
      text: await backupText({ network, store, clock }, '', signal),
      name: `tidemark-${network}-${new Date(clock.now()).toISOString().slice(0, 10)}.json`,
    }),
    preview: async ({ consent = false, ...source }, signal) => {
      const backup = readBackup(await textOf(source), network, harmless)
      return restoreBackup(backup, { apply: false, consent }, { network, store, settings, harmless }, signal)
    },
    restore: async ({ consent = false, edited = false, ...source }, signal) => {
      const backup = readBackup(await textOf(source), network, harmless)
      if (!backup.intact && !edited) throw new AppError('invalid_input', say('backup_checksum'))
      const plan = await restoreBackup(
        backup,
        { apply: true, consent },
        { network, store, settings, harmless },
        signal,
      )
      onChange()
      return plan
    },
    kept: () => keptCopies(store),
  }
}

/** Everything of one's own as it is now. `ledger` marks a copy that is kept beside the ledger. */
export async function backupText(
  { network, store, clock }: Pick<BackupServiceOptions, 'network' | 'store' | 'clock'>,
  ledger: string,
  signal: AbortSignal,
): Promise<string> {
  const settings = await loadSettings(settingsFile(store.dataDir))
  const text = beginBackup({ network, ledger, madeAt: new Date(clock.now()).toISOString() })
  const entries = store.portfolio.list().map((watch) => JSON.stringify(entryOf(watch)))
  text.add('entries', entries)
  let lines: string[] = []
  for await (const line of exportLines(store.labels, signal)) {
    if (lines.push(line) < AT_ONCE) continue
    text.add('labels', lines)
    lines = []
  }
  text.add('labels', lines)
  text.add(
    'notes',
    store.notes.notes().map(({ kind, ref, text: words }) => JSON.stringify({ kind, ref, text: words })),
  )
  text.add(
    'groups',
    store.notes.groups().map(({ name }) => JSON.stringify(name)),
  )
  return text.finish(settings)
}

/** What of a watch is the person's; the rest is derived. */
function entryOf({ kind, text, group, archived, addedAt, birthday, account }: Watch): BackupEntry {
  return {
    kind,
    text,
    group,
    archived,
    addedAt,
    ...(birthday === undefined ? {} : { birthday }),
    ...(account === undefined ? {} : { gapLimit: account.gapLimit, lookahead: account.lookahead }),
  }
}
