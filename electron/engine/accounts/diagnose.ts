/** What the doctor makes of the coins it found: where they lie, who would miss them, and what to do. Pure. */
import type { BlockRef } from '../../../shared/chain.ts'
import type { DoctorFinding, DoctorFix } from '../../../shared/ipc/doctor.ts'
import type { ParsedAccount } from './account-key.ts'

/** A coin with its place in an account. */
export interface PlacedCoin {
  readonly account: ParsedAccount
  readonly chain: number
  readonly index: number
  readonly sats: number
  readonly at: BlockRef
  readonly watched: boolean
}

/** What is watched already of an account; null where it is not. */
export type WatchedAccount = { readonly watchId: number; readonly gapLimit: number } | null

export interface Diagnosis {
  readonly findings: readonly DoctorFinding[]
  readonly fixes: readonly DoctorFix[]
}

/** By account in the order given, then by chain. `usualGap` stands where an account is not watched. */
export function diagnose(
  accounts: readonly ParsedAccount[],
  coins: readonly PlacedCoin[],
  watchedAs: (account: ParsedAccount) => WatchedAccount,
  usualGap: number,
): Diagnosis {
  const found = accounts.map((account) => {
    const gap = watchedAs(account)?.gapLimit ?? usualGap
    const own = Map.groupBy(
      coins.filter((coin) => coin.account === account),
      ({ chain }) => chain,
    )
    const chains = [...own].toSorted(([a], [b]) => a - b)
    return { account, findings: chains.map(([chain, some]) => toFinding(account, chain, some, gap)) }
  })
  return {
    findings: found.flatMap(({ findings }) => findings),
    fixes: found.flatMap(({ account, findings }) => toFix(account, findings, watchedAs(account), usualGap)),
  }
}

function toFinding(
  { descriptor, scriptType }: ParsedAccount,
  chain: number,
  coins: readonly PlacedCoin[],
  gapLimit: number,
): DoctorFinding {
  const { past, needed } = gapsOf(coins, gapLimit)
  return {
    descriptor,
    scriptType,
    chain,
    ...sumOf(coins),
    highestIndex: Math.max(...coins.map(({ index }) => index)),
    newest: coins.map(({ at }) => at).reduce((newest, at) => (at.height > newest.height ? at : newest)),
    pastGap: sumOf(past),
    neededGapLimit: needed,
    unwatched: sumOf(coins.filter(({ watched }) => !watched)),
  }
}

/** The coins behind the first gap that is too wide, and the width of the widest. */
function gapsOf(
  coins: readonly PlacedCoin[],
  gapLimit: number,
): { readonly past: readonly PlacedCoin[]; readonly needed: number } {
  let [last, needed, reached] = [-1, 1, true]
  const past: PlacedCoin[] = []
  for (const coin of coins.toSorted((a, b) => a.index - b.index)) {
    needed = Math.max(needed, coin.index - last)
    reached &&= coin.index - last <= gapLimit
    if (!reached) past.push(coin)
    last = coin.index
  }
  return { past, needed }
}

function toFix(
  { descriptor, scriptType }: ParsedAccount,
  findings: readonly DoctorFinding[],
  watched: WatchedAccount,
  usualGap: number,
): readonly DoctorFix[] {
  const coins = findings.reduce((sum, { unwatched }) => sum + unwatched.coins, 0)
  const sats = findings.reduce((sum, { unwatched }) => sum + unwatched.sats, 0)
  if (coins === 0) return []
  const needed = Math.max(usualGap, ...findings.map(({ neededGapLimit }) => neededGapLimit))
  if (watched === null) return [{ kind: 'add', descriptor, scriptType, gapLimit: needed, coins, sats }]
  const gapLimit = Math.max(watched.gapLimit, needed)
  return [{ kind: 'widen', watchId: watched.watchId, gapLimit, coins, sats }]
}

function sumOf(coins: readonly PlacedCoin[]): { readonly coins: number; readonly sats: number } {
  return { coins: coins.length, sats: coins.reduce((sum, coin) => sum + coin.sats, 0) }
}
