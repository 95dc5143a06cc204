/** What an import finds in a file before anything of it is parsed as an address or a key. */
import type { ImportBirthday, ImportFormat, ImportProblem, ImportTable } from '../../../shared/ipc/imports.ts'

/** One thing that a file names. */
export interface Candidate {
  /** Its line in the file, from 1; null where the file is one JSON document. */
  readonly line: number | null
  /** An address, an extended key or a descriptor, as `parseEntry` takes them. */
  readonly text: string
  readonly label?: string
  readonly group?: string
  readonly note?: string
  readonly birthday?: ImportBirthday
  /** Of an account with a range; within `GAP_LIMITS`. */
  readonly gapLimit?: number
  /** The first receiving address as the file has it: the account must give the same. */
  readonly first?: string
}

/** A part of a file that names nothing that can be watched. */
export interface UnreadPart {
  readonly line: number | null
  readonly problem: ImportProblem
  /** Never a secret. */
  readonly text: string | null
}

/** A file, read by its form. */
export interface FileReading {
  readonly format: ImportFormat
  readonly candidates: readonly Candidate[]
  readonly unread: readonly UnreadPart[]
  /** Labels of things that are not watched by themselves, as BIP-329 lines. */
  readonly labels: readonly string[]
  readonly table: ImportTable | null
}

/** The parts of a reading that most formats have. */
export function reading(format: ImportFormat, parts: Partial<Omit<FileReading, 'format'>>): FileReading {
  return { format, candidates: [], unread: [], labels: [], table: null, ...parts }
}
