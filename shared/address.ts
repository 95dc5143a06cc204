/** Why a line of input was refused. Doors print a text for each; the input itself is never echoed for keys. */
export const REFUSALS = [
  'empty',
  'private_key', // WIF, xprv, a descriptor with a private key
  'seed_phrase',
  'extended_key', // understood, but not watched yet: accounts come later
  'descriptor', // understood, but not watched yet
  'bad_checksum',
  'bad_key', // an extended key with a right checksum and a wrong depth, parent or point
  'cosigner_key', // Ypub, Zpub, Upub, Vpub (SLIP-132): one of several keys of a multisig
  'hardened_path', // hardened steps below an extended public key
  'bad_descriptor',
  'unsupported_descriptor', // rawtr(), bare multi(), musig(), scripts of no known type
  'wrong_network',
  'mixed_case', // bech32 in mixed case
  'not_standard', // a witness program whose script nobody can own or that everybody owns (P2A)
  'not_an_address',
] as const
export type Refusal = (typeof REFUSALS)[number]

/** A refused line: its number in what was given (from 1), the text unless it is secret, and the reason. */
export interface RefusedEntry {
  readonly line: number
  /** Null for private keys and seed phrases: those are never repeated. */
  readonly text: string | null
  readonly reason: Refusal
  readonly message: string
}
