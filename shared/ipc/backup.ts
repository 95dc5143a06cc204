/** Backup of everything of one's own, and restoring it. No ledger of the chain is in it: that is read anew. */
import type { Network } from '../chain.ts'
import type { Empty } from './contract.ts'
import type { LabelImportCounts } from './labels.ts'

export interface BackupRequests {
  /** Entries, labels, notes, portfolios and settings without secrets, as one readable JSON text with its checksum. */
  'backup.make': { in: Empty; out: { readonly text: string; readonly name: string } }
  /** What restoring would do; nothing is written. `kept` names one of `backup.kept` instead of a text. */
  'backup.preview': { in: BackupSource & { readonly consent?: boolean }; out: RestorePlan }
  /**
   * Adds and changes what `backup.preview` told; nothing is deleted. `edited` takes a text whose checksum is wrong.
   */
  'backup.restore': { in: BackupSource & RestoreChoice; out: RestorePlan }
  /** The copies that Tidemark keeps beside its ledger by itself, newest first. */
  'backup.kept': { in: Empty; out: readonly KeptCopy[] }
}

export type BackupSource = { readonly text: string } | { readonly kept: string }

export interface RestoreChoice {
  /**
   * Servers, node and limits as the backup has them. Without it, restored servers are without consent, the node is
   * left out, and limits are narrowed as far as it takes for nobody to be asked who is not asked now.
   */
  readonly consent?: boolean
  readonly edited?: boolean
}

/** A copy in the data folder. */
export interface KeptCopy {
  /** Its name in the folder. */
  readonly name: string
  /** ms since 1970. */
  readonly changedAt: number
  /** It is of this ledger; otherwise of one that was here before. */
  readonly current: boolean
}

/** What restoring does, or has done. */
export interface RestorePlan {
  readonly applied: boolean
  readonly network: Network
  /** When the backup was made, ISO 8601. */
  readonly madeAt: string
  /** The text is as it was made; otherwise it was edited or damaged. */
  readonly intact: boolean
  readonly entries: RestoreCounts
  readonly labels: LabelImportCounts
  readonly notes: RestoreCounts
  readonly groups: RestoreCounts
  readonly settings: readonly SettingEffect[]
  /** The first of what is added, changed or kept, and of what is refused. */
  readonly details: readonly RestoreDetail[]
  readonly more: boolean
}

/** `kept`: differs, and stays as it is here. */
export interface RestoreCounts {
  readonly added: number
  readonly changed: number
  readonly same: number
  readonly kept: number
  readonly refused: number
}

export interface RestoreDetail {
  readonly what: 'entry' | 'label' | 'note' | 'group'
  readonly effect: 'added' | 'changed' | 'kept' | 'refused'
  /** Of what; null where it must not be repeated. */
  readonly name: string | null
  readonly before: string | null
  readonly after: string | null
}

export type RestoredSetting =
  | 'node'
  | 'providers'
  | 'pool'
  | 'limit'
  | 'groups'
  | 'sampleConsented'
  | 'proxy'
  | 'offline'
  | 'staleAfterBlocks'
  | 'prices'

/** `narrowed`: restored stricter than it was. `consent`: left out, since the person did not say that it may be restored. */
export interface SettingEffect {
  readonly setting: RestoredSetting
  readonly effect: 'restored' | 'same' | 'kept' | 'narrowed' | 'consent'
}
