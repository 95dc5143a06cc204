/** What a person decides about providers: how far an address may travel, and how they take turns. */

/** How far an address may travel, nearest first: each tier allows those before it too (architecture, invariant 8). */
export const TIERS = ['own-node', 'own-server', 'tor', 'public'] as const
export type Tier = (typeof TIERS)[number]

/** The tiers that a provider can have: the own node is none. */
export const PROVIDER_TIERS = ['own-server', 'tor', 'public'] as const
export type ProviderTier = (typeof PROVIDER_TIERS)[number]

/** How the providers take turns. */
export const ROTATIONS = ['round-robin', 'ranked', 'private'] as const
export type Rotation = (typeof ROTATIONS)[number]

/** Whether something of `tier` is not farther away than `limit`. */
export function isWithin(tier: Tier, limit: Tier): boolean {
  return TIERS.indexOf(tier) <= TIERS.indexOf(limit)
}

/** What the person allowed. Explicit limits are hard; a portfolio without one goes by each provider's consent. */
export interface Privacy {
  /** Holds for everything, whatever else is allowed. Null: not said. */
  readonly limit: Tier | null
  /** Of single portfolios, by name ('' is the entries without one). */
  readonly groups: Readonly<Record<string, Tier>>
  /** The daily cross-check may ask the providers that were consented to as well, not own servers alone. */
  readonly sampleConsented?: boolean
}

/**
 * Whether a provider may be asked about an address of the portfolio `group`. A portfolio with a limit of its own goes
 * by that alone; one without allows the own node, and those providers that were consented to.
 */
export function mayAsk(
  { tier, consent }: { readonly tier: ProviderTier; readonly consent: boolean },
  group: string,
  { limit, groups }: Privacy,
): boolean {
  if (limit !== null && !isWithin(tier, limit)) return false
  const own = Object.hasOwn(groups, group) ? groups[group] : undefined
  return own === undefined ? consent : isWithin(tier, own)
}
