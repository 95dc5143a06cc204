/** Days before the demo opens, and satoshis. */
export type PastPayment = readonly [daysAgo: number, sats: number]

/** The addresses the demo watches: every type of script, with labels and groups of a made-up household. */

export interface Sample {
  readonly label: string
  readonly group: string
  readonly type: 'legacy' | 'p2sh-segwit' | 'bech32' | 'bech32m' | 'p2wsh'
  /** What it was paid before the demo opens. */
  readonly past: readonly PastPayment[]
  /** Whether it goes on being paid, spent from, or mined to. */
  readonly paid: boolean
  readonly spent: boolean
  readonly mined: boolean
}

const still = { paid: false, spent: false, mined: false }

export const SAMPLES: readonly Sample[] = [
  {
    label: 'Vault',
    group: 'Cold storage',
    type: 'bech32m',
    past: [
      [240, 500_000_000],
      [150, 450_000_000],
      [60, 300_000_000],
    ],
    ...still,
  },
  { label: 'Paper wallet 2014', group: 'Cold storage', type: 'legacy', past: [[240, 421_337_000]], ...still },
  { label: 'Two of us', group: 'Family', type: 'p2wsh', past: [[120, 88_000_000]], ...still, paid: true },
  {
    label: 'Household',
    group: 'Family',
    type: 'bech32',
    past: [
      [200, 16_000_000],
      [150, 16_000_000],
      [90, 16_000_000],
      [30, 16_210_000],
    ],
    ...still,
    spent: true,
  },
  {
    label: 'Website',
    group: 'Donations',
    type: 'p2sh-segwit',
    past: [
      [90, 2_400_000],
      [30, 750_000],
    ],
    ...still,
    paid: true,
  },
  {
    label: 'Podcast',
    group: 'Donations',
    type: 'bech32m',
    past: [
      [120, 228_000],
      [60, 228_000],
      [30, 228_000],
      [10, 228_345],
    ],
    ...still,
    paid: true,
    spent: true,
  },
  { label: 'Mining payouts', group: 'Mining', type: 'bech32', past: [], ...still, mined: true },
  { label: 'Not used yet', group: '', type: 'bech32', past: [], ...still },
]

/** A sample with the address it got in this run. */
export interface LiveSample extends Sample {
  readonly address: string
}
