/** The list of providers as it is being edited, and what the host gets of it. */
import type { ProviderInput, ProviderSetting } from '../../../shared/ipc/contract.ts'
import type { ProviderTier } from '../../../shared/providers.ts'

/** A provider in the list. Its URL is what it is: another one is another provider. */
export interface ProviderDraft {
  readonly id: string
  readonly url: string
  /** Said by the person; null leaves it to the URL. */
  readonly tier: ProviderTier | null
  /** As the host sees it from URL and route; null where only it can tell (the tier was said until now). */
  readonly seen: ProviderTier | null
  readonly consent: boolean
  readonly proxy: boolean
}

/** The stored providers as a list to edit. */
export function draftsOf(stored: readonly ProviderSetting[]): readonly ProviderDraft[] {
  return stored.map(draftOf)
}

/** One stored provider as it is edited. */
export function draftOf({ id, url, tier, tierSaid, consent, proxy }: ProviderSetting): ProviderDraft {
  return { id, url, tier: tierSaid ? tier : null, seen: tierSaid ? null : tier, consent, proxy }
}

/** What the host takes. */
export function inputOf({ url, tier, consent, proxy }: ProviderDraft): ProviderInput {
  return { url, ...(tier === null ? {} : { tier }), consent, proxy }
}

/** The tier it would have; null where only the host can tell, and will once it is saved. */
export function tierOf({ tier, seen }: ProviderDraft): ProviderTier | null {
  return tier ?? seen
}

/** Over the proxy or directly. What is not over the proxy any more cannot be called Tor. */
export function withProxy(draft: ProviderDraft, proxy: boolean): ProviderDraft {
  const { tier, seen } = draft
  return {
    ...draft,
    proxy,
    tier: tier === 'tor' && !proxy ? null : tier,
    seen: seen === null || seen === 'own-server' ? seen : proxy ? 'tor' : 'public',
  }
}

/** The list with the one at `from` taken out and put in at `to`. */
export function movedTo<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const one = list[from]
  if (one === undefined || list[to] === undefined || from === to) return list
  return list.toSpliced(from, 1).toSpliced(to, 0, one)
}

/** The list with the one at `from` moved by `step`; the list itself where it cannot be moved. */
export function moved<T>(list: readonly T[], from: number, step: -1 | 1): readonly T[] {
  const [one, other] = [list[from], list[from + step]]
  if (one === undefined || other === undefined) return list
  return list.with(from, other).with(from + step, one)
}
