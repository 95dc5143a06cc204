/** The addresses the demo watches: every type of script, with labels and groups of a made-up household. */

export interface Sample {
  readonly label: string
  readonly group: string
  readonly type: 'legacy' | 'p2sh-segwit' | 'bech32' | 'bech32m' | 'p2wsh'
  /** What it holds when the demo opens, in satoshis. */
  readonly opening: number
  /** Whether it goes on being paid, spent from, or mined to. */
  readonly paid: boolean
  readonly spent: boolean
  readonly mined: boolean
}

const still = { paid: false, spent: false, mined: false }

export const SAMPLES: readonly Sample[] = [
  { label: 'Vault', group: 'Cold storage', type: 'bech32m', opening: 1_250_000_000, ...still },
  { label: 'Paper wallet 2014', group: 'Cold storage', type: 'legacy', opening: 421_337_000, ...still },
  { label: 'Two of us', group: 'Family', type: 'p2wsh', opening: 88_000_000, ...still, paid: true },
  { label: 'Household', group: 'Family', type: 'bech32', opening: 64_210_000, ...still, spent: true },
  { label: 'Website', group: 'Donations', type: 'p2sh-segwit', opening: 3_150_000, ...still, paid: true },
  {
    label: 'Podcast',
    group: 'Donations',
    type: 'bech32m',
    opening: 912_345,
    ...still,
    paid: true,
    spent: true,
  },
  { label: 'Mining payouts', group: 'Mining', type: 'bech32', opening: 0, ...still, mined: true },
  { label: 'Not used yet', group: '', type: 'bech32', opening: 0, ...still },
]

/** A sample with the address it got in this run. */
export interface LiveSample extends Sample {
  readonly address: string
}
