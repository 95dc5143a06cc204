/** What a key or descriptor stands for before it is watched, and where its coins lie: nothing here is stored. */
import type { RefusedEntry } from '../address.ts'
import type { BlockRef } from '../chain.ts'
import type { ScriptType } from './contract.ts'

export interface DoctorRequests {
  /** "Is this your wallet?": the first addresses of each reading of a line. Nothing is stored, nobody is asked. */
  'account.preview': { in: PreviewRequest; out: Preview }
  /**
   * Where the coins of a key lie, as pkh, sh(wpkh), wpkh and tr, over a wide range: one look of the own node at its
   * unspent outputs, and nobody else is asked. Fails with `node` without one, `refused_entries` for what is no key or
   * descriptor, `invalid_input` for a single address.
   */
  'doctor.run': { in: DoctorRequest; out: DoctorReport }
}

export interface PreviewRequest {
  readonly line: string
  /** Only the reading of this type; all when absent. */
  readonly scriptType?: ScriptType
}

/** One reading at least where it is not refused; several for an xpub or tpub, the likeliest first. */
export interface Preview {
  readonly options: readonly PreviewOption[]
  readonly refused: RefusedEntry | null
}

export interface PreviewOption {
  /** Canonical, with checksum; an address as it is. What `portfolio.add` would watch. */
  readonly descriptor: string
  readonly scriptType: ScriptType
  readonly ranged: boolean
  readonly origin: { readonly fingerprint: string; readonly path: string } | null
  readonly cosigners: { readonly threshold: number; readonly keys: number } | null
  /** Receive first. */
  readonly chains: readonly PreviewChain[]
}

export interface PreviewChain {
  /** Single-path, with checksum; null for an address. */
  readonly descriptor: string | null
  /** The first ones, from index 0 on; null where the script has no address. */
  readonly addresses: readonly (string | null)[]
}

/** How many indices of each chain the doctor looks at. */
export const DOCTOR_RANGE = { min: 1, max: 100_000, usual: 10_000 } as const

export interface DoctorRequest {
  /** An extended key or a descriptor. */
  readonly line: string
  /** Indices of each chain, 10,000 by default. */
  readonly range?: number
}

export interface DoctorReport {
  /** The block that it holds for: coins spent before it, and payments after it, are not seen. */
  readonly at: BlockRef
  readonly range: number
  /** Scripts that were looked for. */
  readonly scripts: number
  readonly coins: number
  readonly sats: number
  /** By account and chain, those with coins only. */
  readonly findings: readonly DoctorFinding[]
  /** What would bring all of them into view; none where all are watched. */
  readonly fixes: readonly DoctorFix[]
}

/** The coins on one chain of one account. */
export interface DoctorFinding {
  /** The account: canonical, with checksum. */
  readonly descriptor: string
  readonly scriptType: ScriptType
  /** Which of its chains: 0 receives, 1 is change where there are two. */
  readonly chain: number
  readonly coins: number
  readonly sats: number
  readonly highestIndex: number
  /** The newest block that holds one of them. */
  readonly newest: BlockRef
  /** Behind a gap wider than the gap limit: a wallet with it that knows these coins only would not find them. */
  readonly pastGap: { readonly coins: number; readonly sats: number }
  /** The smallest gap limit that finds all of them. */
  readonly neededGapLimit: number
  /** On scripts that are not watched. */
  readonly unwatched: { readonly coins: number; readonly sats: number }
}

/** What to do about coins that are not watched. */
export type DoctorFix =
  /** The account is watched, but not far enough. */
  | {
      readonly kind: 'widen'
      readonly watchId: number
      readonly gapLimit: number
      readonly coins: number
      readonly sats: number
    }
  /** The account is not watched. */
  | {
      readonly kind: 'add'
      readonly descriptor: string
      readonly scriptType: ScriptType
      readonly gapLimit: number
      readonly coins: number
      readonly sats: number
    }
