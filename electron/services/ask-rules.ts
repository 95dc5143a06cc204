/**
 * Who may be asked about which script, by the settings and the portfolio as they are. A script goes by the portfolios
 * of its entries that are not archived, the strictest of them; where there is none left, nobody may be asked.
 */
import { mayAsk, type Privacy, type ProviderTier } from '../../shared/providers.ts'
import type { ScriptId } from '../engine/ports.ts'

/** One entry that a script belongs to. */
export interface ScriptEntry {
  readonly scriptId: ScriptId
  readonly group: string
  readonly archived: boolean
}

/** What the person decided about a provider. */
export interface ProviderRules {
  readonly id: string
  readonly tier: ProviderTier
  readonly consent: boolean
}

export interface AskRulesOptions {
  readonly entries: () => readonly ScriptEntry[]
  /** The entries of a script that is not among them (yet): an account's gap may have moved on to it. */
  readonly entriesOf?: (scriptId: ScriptId) => readonly ScriptEntry[]
  readonly settings: () => { readonly providers: readonly ProviderRules[]; readonly privacy: Privacy }
}

export interface AskRules {
  /** The ids of the providers that may be asked about a script. */
  about(scriptId: ScriptId): ReadonlySet<string>
  /** Those that may be asked about at least one of these. */
  aboutAny(scriptIds: Iterable<ScriptId>): ReadonlySet<string>
  /** Those that may be asked about anything at all in the portfolio. */
  inUse(): ReadonlySet<string>
  /** Settings or portfolio are others now. */
  renew(): void
}

const NOBODY: ReadonlySet<string> = new Set()

/** Builds the rules; they are worked out when they are first asked for, and after each `renew`. */
export function createAskRules({ entries, entriesOf, settings }: AskRulesOptions): AskRules {
  let known: Map<ScriptId, ReadonlySet<string>> | null = null

  function current(): Map<ScriptId, ReadonlySet<string>> {
    known ??= rulesOf(entries(), settings())
    return known
  }

  function about(scriptId: ScriptId): ReadonlySet<string> {
    const all = current()
    const found = all.get(scriptId)
    if (found !== undefined || entriesOf === undefined) return found ?? NOBODY
    const one = rulesOf(entriesOf(scriptId), settings()).get(scriptId) ?? NOBODY
    all.set(scriptId, one)
    return one
  }

  function aboutAny(scriptIds: Iterable<ScriptId>): ReadonlySet<string> {
    const sets = new Set<ReadonlySet<string>>() // one a portfolio, however many scripts
    for (const id of scriptIds) sets.add(about(id))
    return new Set([...sets].flatMap((ids) => [...ids]))
  }

  return {
    about,
    aboutAny,
    inUse: () => aboutAny(current().keys()),
    renew: () => {
      known = null
    },
  }
}

function rulesOf(
  entries: readonly ScriptEntry[],
  { providers, privacy }: ReturnType<AskRulesOptions['settings']>,
): Map<ScriptId, ReadonlySet<string>> {
  const byGroup = new Map<string, ReadonlySet<string>>()
  const idsIn = (group: string): ReadonlySet<string> => {
    const ids = byGroup.get(group) ?? allowedIn(group, providers, privacy)
    byGroup.set(group, ids)
    return ids
  }
  const rules = new Map<ScriptId, ReadonlySet<string>>()
  for (const { scriptId, group, archived } of entries) {
    if (archived) continue
    const before = rules.get(scriptId)
    rules.set(scriptId, before === undefined ? idsIn(group) : common(before, idsIn(group)))
  }
  return rules
}

/** Where two providers share a name, what is forbidden for one of them is forbidden for the name. */
function allowedIn(
  group: string,
  providers: readonly ProviderRules[],
  privacy: Privacy,
): ReadonlySet<string> {
  const may = (provider: ProviderRules): boolean => mayAsk(provider, group, privacy)
  const forbidden = new Set(providers.filter((provider) => !may(provider)).map(({ id }) => id))
  return new Set(providers.map(({ id }) => id).filter((id) => !forbidden.has(id)))
}

function common(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return a === b ? a : new Set([...a].filter((id) => b.has(id)))
}
