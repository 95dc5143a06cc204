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
  /** Of `entries`, those of these scripts. Without it every change has all of them read again. */
  readonly entriesAmong?: (scriptIds: readonly ScriptId[]) => readonly ScriptEntry[]
  /** Changes whenever accounts were used further, which moves the ends of their gaps: `entries` may be others then. */
  readonly gaps?: () => string
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
  /** Settings or portfolio are others now; with `scriptIds`, only the entries of these scripts are. */
  renew(scriptIds?: readonly ScriptId[]): void
}

const NOBODY: ReadonlySet<string> = new Set()

/** Builds the rules; they are worked out when they are first asked for, and after each `renew` as far as it goes. */
export function createAskRules(options: AskRulesOptions): AskRules {
  const { entries, entriesAmong, entriesOf, settings, gaps = () => '' } = options
  let known: KnownRules | null = null

  function current(): KnownRules {
    if (known === null) {
      const now = settings()
      const made = createKnownRules(now, gaps())
      if (now.providers.length > 0) made.learn(entries()) // else nobody may be asked about any of them
      known = made
    }
    return known
  }

  function about(scriptId: ScriptId): ReadonlySet<string> {
    const all = current()
    const found = all.about(scriptId)
    if (found !== undefined || entriesOf === undefined || all.forNobody) return found ?? NOBODY
    all.learn(entriesOf(scriptId))
    return all.about(scriptId) ?? all.put(scriptId, NOBODY)
  }

  function aboutAny(scriptIds: Iterable<ScriptId>): ReadonlySet<string> {
    const sets = new Set<ReadonlySet<string>>() // one a portfolio, however many scripts
    for (const id of scriptIds) sets.add(about(id))
    return new Set([...sets].flatMap((ids) => [...ids]))
  }

  function renew(scriptIds?: readonly ScriptId[]): void {
    if (scriptIds === undefined || entriesAmong === undefined || known?.gaps !== gaps()) known = null
    else if (!known.forNobody) {
      for (const id of scriptIds) known.forget(id)
      known.learn(entriesAmong(scriptIds))
    }
  }

  return { about, aboutAny, inUse: () => current().inUse(), renew }
}

interface KnownRules {
  /** There is no provider at all: no entry is read to know that none of them may be asked. */
  readonly forNobody: boolean
  /** As it was when all entries were read. */
  readonly gaps: string
  /** Entries of scripts that nothing is known of. */
  learn(entries: readonly ScriptEntry[]): void
  forget(scriptId: ScriptId): void
  about(scriptId: ScriptId): ReadonlySet<string> | undefined
  put(scriptId: ScriptId, ids: ReadonlySet<string>): ReadonlySet<string>
  inUse(): ReadonlySet<string>
}

/** By the settings as they are: these do not change. */
function createKnownRules(
  { providers, privacy }: ReturnType<AskRulesOptions['settings']>,
  gaps: string,
): KnownRules {
  const byGroup = new Map<string, ReadonlySet<string>>()
  const rules = new Map<ScriptId, ReadonlySet<string>>()
  /** How many scripts have each of the sets, of which there are few. */
  const uses = new Map<ReadonlySet<string>, number>()

  function idsIn(group: string): ReadonlySet<string> {
    const ids = byGroup.get(group) ?? allowedIn(group, providers, privacy)
    byGroup.set(group, ids)
    return ids
  }

  function forget(scriptId: ScriptId): void {
    const ids = rules.get(scriptId)
    if (ids === undefined) return
    rules.delete(scriptId)
    const left = (uses.get(ids) ?? 0) - 1
    if (left > 0) uses.set(ids, left)
    else uses.delete(ids)
  }

  function put(scriptId: ScriptId, ids: ReadonlySet<string>): ReadonlySet<string> {
    forget(scriptId)
    rules.set(scriptId, ids)
    uses.set(ids, (uses.get(ids) ?? 0) + 1)
    return ids
  }

  function learn(entries: readonly ScriptEntry[]): void {
    for (const { scriptId, group, archived } of entries) {
      if (archived) continue
      const before = rules.get(scriptId)
      const ids = before === undefined ? idsIn(group) : common(before, idsIn(group))
      if (ids !== before) put(scriptId, ids)
    }
  }

  return {
    forNobody: providers.length === 0,
    gaps,
    learn,
    forget,
    about: (scriptId) => rules.get(scriptId),
    put,
    inUse: () => new Set([...uses.keys()].flatMap((ids) => [...ids])),
  }
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
