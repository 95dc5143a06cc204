/** What identifies an account: its public description in one spelling. */
import type { ScriptType } from '../../../shared/ipc/contract.ts'

/** A wallet's public description, made canonical. */
export interface ParsedAccount {
  /** With checksum (BIP-380); several paths are kept as `<0;1>` (BIP-389). Equal accounts are equal texts. */
  readonly descriptor: string
  /** Single-path descriptors with checksum, receive first; one where there is one path, or no range. */
  readonly chains: readonly string[]
  /** Whether a chain stands for many scripts, by index. */
  readonly ranged: boolean
  /** Of the outputs. */
  readonly scriptType: ScriptType
  /** Of the first key: where its wallet derived it from. `path` as in `84h/0h/0h`, '' for a master key. */
  readonly origin: { readonly fingerprint: string; readonly path: string } | null
  /** For a multisig: how many of how many keys sign. */
  readonly cosigners: { readonly threshold: number; readonly keys: number } | null
}
