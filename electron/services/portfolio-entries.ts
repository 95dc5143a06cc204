/** From what is watched to what is read, asked about and shown: entries by id or by what a person calls them. */
import type { Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import type { BalanceRequest, Watch } from '../../shared/ipc/contract.ts'
import { type Said, say } from '../../shared/said.ts'
import { parseEntry } from '../engine/accounts/parse-entry.ts'
import type { PortfolioStore, WatchScript } from '../store/portfolio-store.ts'
import type { EntryToRead } from './account-balances.ts'
import { createEntryList, type EntryList, type PortfolioEntry } from './entry-list.ts'

export type { PortfolioEntry } from './entry-list.ts'

export interface PortfolioEntries extends EntryList {
  /** What a question for balances is about: what is named, else all that is in sight. Fails with `not_watched`. */
  entriesToRead(request: Pick<BalanceRequest, 'addresses' | 'archived'>): readonly EntryToRead[]
  /** The scripts behind that question, of accounts up to the end of their gap. Fails with `not_watched`. */
  scriptsToRead(request: Pick<BalanceRequest, 'addresses' | 'archived'>): readonly WatchScript[]
  /**
   * Those of them that others may hear of to compare what they say: of accounts the used ones alone. An address that
   * nobody ever paid has nothing to be compared, and telling it would give away what comes next. Fails with `not_watched`.
   */
  scriptsToCompare(request: Pick<BalanceRequest, 'addresses' | 'archived'>): ScriptsToCompare
}

export interface ScriptsToCompare {
  readonly scripts: readonly WatchScript[]
  /** How many unused ones of accounts were left out. */
  readonly unused: number
}

/** Builds them over the store's reads. */
export function createPortfolioEntries(network: Network, store: PortfolioStore): PortfolioEntries {
  const list = createEntryList(store)
  const { entries } = list

  function entriesToRead({
    addresses,
    archived = false,
  }: Pick<BalanceRequest, 'addresses' | 'archived'>): readonly PortfolioEntry['entry'][] {
    if (addresses !== undefined) return named(addresses)
    return entries()
      .filter(({ watch }) => archived || !watch.archived)
      .map(({ entry }) => entry)
  }

  /** By their own text, an extended key by what it may stand for, and an address that is part of an account. */
  function named(texts: readonly string[]): readonly PortfolioEntry['entry'][] {
    const byText = new Map(store.list().map((watch) => [watch.text, watch]))
    const missing: string[] = []
    const found = texts.flatMap((text): readonly PortfolioEntry['entry'][] => {
      const { watches, script } = find(text, byText)
      if (watches.length === 0 && script === null) missing.push(text)
      return watches.length > 0 ? entries(watches).map(({ entry }) => entry) : script === null ? [] : [script]
    })
    if (missing.length === 0) return found
    throw new AppError('not_watched', notWatched(missing.length), {
      detail: missing.map((text) => (parseEntry(text, network).kind === 'refused' ? null : text.trim())),
    })
  }

  function find(
    text: string,
    byText: ReadonlyMap<string, Watch>,
  ): { readonly watches: readonly number[]; readonly script: WatchScript | null } {
    const none = { watches: [], script: null }
    const parsed = parseEntry(text, network)
    if (parsed.kind === 'refused') return none
    if (parsed.kind === 'address') {
      const script = store.scriptsByKey(parsed.address.scriptPubKey)[0]
      const watch = byText.get(parsed.address.text)
      return {
        watches: watch ? [watch.id] : [],
        script: script ? { ...script, address: parsed.address.text } : null,
      }
    }
    const texts = parsed.kind === 'account' ? [parsed.account] : parsed.options
    const watches = texts.flatMap(({ descriptor }) => byText.get(descriptor)?.id ?? [])
    return { watches, script: null }
  }

  function scriptsToRead(request: Pick<BalanceRequest, 'addresses' | 'archived'>): readonly WatchScript[] {
    if (request.addresses === undefined)
      return store.scriptsInGap().filter((script) => request.archived || !script.archived)
    return entriesToRead(request).flatMap((entry) =>
      'accountId' in entry ? store.scriptsInGap([entry.accountId]) : entry,
    )
  }

  function scriptsToCompare(request: Pick<BalanceRequest, 'addresses' | 'archived'>): ScriptsToCompare {
    const entries = entriesToRead(request)
    const accounts = entries.flatMap((entry) => ('accountId' in entry ? entry.accountId : []))
    const inAccounts = accounts.length === 0 ? [] : store.scriptsInGap(accounts)
    const used = store.usedAmong(inAccounts.map(({ scriptId }) => scriptId))
    const singles = entries.flatMap((entry) => ('accountId' in entry ? [] : entry))
    const scripts = [...singles, ...inAccounts.filter(({ scriptId }) => used.has(scriptId))]
    const compared = new Set(scripts.map(({ scriptId }) => scriptId))
    const leftOut = inAccounts.flatMap(({ scriptId }) => (compared.has(scriptId) ? [] : scriptId))
    return { scripts, unused: new Set(leftOut).size }
  }

  return { ...list, entriesToRead, scriptsToRead, scriptsToCompare }
}

function notWatched(count: number): Said {
  return count === 1 ? say('not_watched') : say('not_watched_many', { count })
}
