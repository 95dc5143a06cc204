/** How far addresses may travel, as it is being edited, and who may be asked with it. */
import type { PrivacyInput, ProviderSetting } from '../../../shared/ipc/contract.ts'
import type { PlaceCount } from '../../../shared/ipc/rows.ts'
import { mayAsk, type Privacy, type Tier } from '../../../shared/providers.ts'

/** The portfolios that can have a limit: those there are, and those that have one; '' (none) last. */
export function portfolioNames(
  places: readonly PlaceCount[],
  { groups }: Pick<Privacy, 'groups'>,
): readonly string[] {
  const names = new Set(['', ...places.map(({ name }) => name), ...Object.keys(groups)])
  return [...names].sort((a, b) => Number(a === '') - Number(b === '') || a.localeCompare(b))
}

/** A portfolio's own limit; null where it goes by the providers' consent. */
export function limitOf({ groups }: Pick<Privacy, 'groups'>, group: string): Tier | null {
  return Object.hasOwn(groups, group) ? (groups[group] ?? null) : null
}

/** The same with another limit for one portfolio. */
export function withLimit(privacy: Privacy, group: string, limit: Tier | null): Privacy {
  const others = Object.entries(privacy.groups).filter(([name]) => name !== group)
  return {
    ...privacy,
    groups: Object.fromEntries(limit === null ? others : [...others, [group, limit]]),
  }
}

/** What the host takes. */
export function privacyInputOf({ groups, ...rest }: Privacy): PrivacyInput {
  return { ...rest, groups: Object.entries(groups).map(([group, limit]) => ({ group, limit })) }
}

/** How many of the providers may be asked about a portfolio's addresses. */
export function askedCount(providers: readonly ProviderSetting[], group: string, privacy: Privacy): number {
  return providers.filter((provider) => mayAsk(provider, group, privacy)).length
}
