/** Requests about files and texts with addresses, keys and wallets: looking at one, taking it in, and giving one out. */
import type { Refusal } from '../address.ts'
import type { Birthday } from './accounts.ts'
import type { AccountScriptType, ScriptType } from './contract.ts'
import type { LabelImport } from './labels.ts'

export interface ImportRequests {
  /**
   * What would be added. Nothing is stored and nobody is asked. A file that holds a private key or a seed phrase fails
   * with `refused_entries` as a whole; nothing of it is repeated.
   */
  'imports.preview': { in: ImportFile; out: ImportPreview }
  /** Adds what a preview of the same file shows, with its notes and labels. What a file leaves out is never overwritten. */
  'imports.apply': { in: ImportApply; out: ImportResult }
  /** The portfolio as a file. What a form cannot hold is counted, never left out in silence. */
  'exports.make': { in: ExportRequest; out: ExportFile }
}

/** Limits of one file. */
export const IMPORT_LIMITS = { bytes: 50_000_000, lines: 100_000, accounts: 1_000, shown: 1_000 } as const

export const IMPORT_FORMATS = [
  'lines', // addresses, keys and descriptors, one a line
  'csv',
  'core_descriptors', // listdescriptors, or what importdescriptors takes
  'core_addresses', // getaddressinfo, listreceivedbyaddress, listunspent, getaddressesbylabel
  'electrum',
  'electrum_labels',
  'sparrow',
  'specter',
  'hardware_json', // Coldcard's generic export and its kin
  'bsms', // BIP-129
  'multisig_text', // Coldcard's multisig file, also of Sparrow, Specter and Nunchuk
  'bip329',
  'tidemark', // what an export wrote in JSON
] as const
export type ImportFormat = (typeof IMPORT_FORMATS)[number]

/** A file or a pasted text: one of `text` and `base64` (bytes whose encoding is found out). */
export interface ImportFile {
  /** Shown only: what a file is, is told by what is in it. */
  readonly name: string
  readonly text?: string
  readonly base64?: string
  /** Which columns of a table mean what; proposed by the preview. */
  readonly columns?: ImportColumns
  /** What the addresses of bare extended keys are; asked for by the preview where it is not said. */
  readonly choices?: ImportChoices
}

/** Columns by their place, from 0. */
export interface ImportColumns {
  readonly header: boolean
  readonly address: number
  readonly label: number | null
  readonly group: number | null
  readonly note: number | null
  readonly birthday: number | null
}

export const SCRIPT_CHOICES = [
  'pkh',
  'sh(wpkh)',
  'wpkh',
  'tr',
] as const satisfies readonly AccountScriptType[]
export type ScriptChoice = AccountScriptType

/** For all keys that do not say it, and for single ones by their place among the entries. */
export interface ImportChoices {
  readonly all?: ScriptChoice
  readonly single?: readonly { readonly entry: number; readonly scriptType: ScriptChoice }[]
}

export interface ImportApply extends ImportFile {
  /** The portfolio of entries that name none. */
  readonly group?: string
  /** Places of entries that are left out. */
  readonly without?: readonly number[]
}

/** From where the history of an entry is wanted. */
export type ImportBirthday = Birthday

/** A table as it was read, for whoever has to say which column is what. */
export interface ImportTable {
  readonly delimiter: string
  readonly columns: ImportColumns
  /** The first rows. */
  readonly sample: readonly (readonly string[])[]
}

/** Why a part of a file names nothing that can be watched, beside the reasons for a single line. */
export const IMPORT_PROBLEMS = [
  'no_address', // a row without anything where the address should be
  'too_long', // longer than any address, key or descriptor
  'bad_birthday', // not a day like 2020-12-31 nor a height
  'too_many_accounts',
  'other_first_address', // the file names another first address than its keys give
  'unsupported_wallet', // a kind of wallet that cannot be watched by its public keys
  'encrypted',
  'binary',
  'not_readable',
] as const
export type ImportProblem = (typeof IMPORT_PROBLEMS)[number]

export interface ImportPreview {
  readonly format: ImportFormat
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'
  readonly counts: ImportCounts
  /** At most 1,000; `counts` has all. */
  readonly entries: readonly ImportEntry[]
  /** At most 1,000. */
  readonly refused: readonly ImportRefusal[]
  readonly table: ImportTable | null
  /** What the labels in the file would do that belong to no entry of it (of transactions, say). */
  readonly labels: LabelImport | null
}

export interface ImportCounts {
  readonly new: number
  /** Watched already, and nothing about them changes. */
  readonly already: number
  /** Watched already, with another label or note. The portfolio of what is watched already stays as it is. */
  readonly changed: number
  /** Their script type has to be chosen first. */
  readonly choose: number
  readonly refused: number
  /** Named more than once in the file; each counts once above. */
  readonly repeated: number
}

/** One thing to watch. */
export interface ImportEntry {
  /** Its place, from 0: what choices and omissions go by. */
  readonly entry: number
  readonly line: number | null
  readonly kind: 'address' | 'account'
  readonly state: 'new' | 'already' | 'changed' | 'choose'
  /** Canonical: the address, or the descriptor with its checksum; of what has to be chosen the key as it came. */
  readonly text: string
  readonly scriptType: ScriptType | null
  readonly label?: string
  readonly group?: string
  readonly note?: string
  readonly birthday?: ImportBirthday
  /** What is stored now, where that is another. */
  readonly before?: { readonly label?: string; readonly note?: string }
  /** Of accounts: the first receiving addresses. */
  readonly first: readonly string[]
  /** Where it has to be chosen. */
  readonly options: readonly {
    readonly scriptType: ScriptChoice
    readonly descriptor: string
    readonly first: readonly string[]
  }[]
}

/** What was refused: its line, and the text unless it may be a secret. */
export interface ImportRefusal {
  readonly line: number | null
  readonly text: string | null
  readonly reason: Refusal | ImportProblem
  readonly message: string
}

export interface ImportResult {
  readonly added: number
  readonly already: number
  /** Had to be chosen and were not. */
  readonly skipped: number
  readonly refused: number
  readonly labels: LabelImport | null
}

export const EXPORT_FORMS = ['csv', 'json', 'addresses', 'descriptors'] as const
export type ExportForm = (typeof EXPORT_FORMS)[number]

export interface ExportRequest {
  readonly form: ExportForm
  /** The archived ones, too. */
  readonly archived: boolean
  /** One portfolio alone; '' is the entries without one. */
  readonly group?: string
}

export interface ExportFile {
  readonly name: string
  readonly text: string
  readonly entries: number
  /** What the form cannot hold, in words, such as "3 accounts: an address list holds no descriptors". */
  readonly left: readonly string[]
}
