/** What keeps entries from getting to where more servers may be asked about them without a word. */
import { AppError } from '../../shared/errors.ts'
import type { Privacy } from '../../shared/providers.ts'
import { say } from '../../shared/said.ts'
import { type LimitedProvider, widens } from '../engine/groups/group-limit.ts'

/** Entries of the portfolios `from` are to be in `to`. */
export type RefuseWidening = (from: readonly string[], to: string) => void

/** A check that fails with `forbidden` and the detail `widens` where more may be asked in `to` than in one of `from`. */
export function createWideningCheck(
  current: () => { readonly privacy: Privacy; readonly providers: readonly LimitedProvider[] },
): RefuseWidening {
  return (from, to) => {
    const { privacy, providers } = current()
    if (![...new Set(from)].some((group) => group !== to && widens(group, to, providers, privacy))) return
    throw new AppError('forbidden', say('widens'), { detail: { widens: true } })
  }
}
