/** What becomes of a portfolio's limit when portfolios become one: it never lets more servers be asked than before. */
import {
  isWithin,
  mayAsk,
  type Privacy,
  type ProviderTier,
  TIERS,
  type Tier,
} from '../../../shared/providers.ts'

/** What decides whether a provider may be asked. */
export interface LimitedProvider {
  readonly tier: ProviderTier
  readonly consent: boolean
}

/** The limit that a portfolio of this name has; undefined where it goes by consent. */
export function limitOf({ groups }: Privacy, group: string): Tier | undefined {
  return Object.hasOwn(groups, group) ? groups[group] : undefined
}

/**
 * The limit of two portfolios together. Of two limits the stricter; beside a portfolio without one, the farthest that
 * still keeps to providers that were consented to, since a limit alone lets the others be asked, too.
 */
export function joinedLimit(
  one: Tier | undefined,
  other: Tier | undefined,
  providers: readonly LimitedProvider[],
): Tier | undefined {
  if (one !== undefined && other !== undefined) return isWithin(one, other) ? one : other
  const limit = one ?? other
  if (limit === undefined) return undefined
  const within = TIERS.filter((tier) => isWithin(tier, limit))
  const unasked = providers.filter(({ consent }) => !consent)
  return within.findLast((tier) => unasked.every((provider) => !isWithin(provider.tier, tier))) ?? 'own-node'
}

/** Whether some provider may be asked about what is in `to` and may not about what is in `from`. */
export function widens(
  from: string,
  to: string,
  providers: readonly LimitedProvider[],
  privacy: Privacy,
): boolean {
  const before = limitOf(privacy, from)
  const after = limitOf(privacy, to)
  if (before === after) return false
  // Limits also hold for providers that are added later: a farther one, or none, is wider even without any today.
  if (before !== undefined && (after === undefined || !isWithin(after, before))) return true
  return providers.some((each) => mayAsk(each, to, privacy) && !mayAsk(each, from, privacy))
}
