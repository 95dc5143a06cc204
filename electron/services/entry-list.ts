/** Entries with what they are read by, and as rows with their readings. Loads nothing that reads what a person types. */
import type { PortfolioRow, Watch } from '../../shared/ipc/contract.ts'
import { isShort } from '../engine/accounts/gap-limit.ts'
import type { AccountLedger } from '../store/account-ledger.ts'
import type { PortfolioStore, WatchScript } from '../store/portfolio-store.ts'
import type { AccountToRead } from './account-balances.ts'
import type { BalanceService } from './balance-service.ts'

/** An entry with what it is read by. */
export interface PortfolioEntry {
  readonly watch: Watch
  readonly entry: WatchScript | AccountToRead
}

export interface EntryList {
  /** In the order of the list: those named, or all. */
  readonly entries: (watchIds?: readonly number[]) => readonly PortfolioEntry[]
  /** A stretch of the list behind an entry. */
  readonly entriesAfter: (watchId: number, limit: number) => readonly PortfolioEntry[]
}

/** Builds it over the store's reads. */
export function createEntryList(
  store: Pick<PortfolioStore, 'watches' | 'watchesAfter' | 'list' | 'count' | 'scriptsInGap'>,
): EntryList {
  function entriesOf(watches: readonly Watch[], all: boolean): readonly PortfolioEntry[] {
    const ids = watches.filter(({ kind }) => kind === 'address').map(({ id }) => id)
    const scripts = new Map(addressScripts(ids, all).map((script) => [script.watchId, script]))
    return watches.flatMap((watch) => {
      if (watch.kind === 'account') return { watch, entry: accountEntry(watch) }
      const script = scripts.get(watch.id)
      return script ? { watch, entry: script } : []
    })
  }

  /** Without naming them where nothing else is there: that is cheaper. */
  function addressScripts(ids: readonly number[], all: boolean): readonly WatchScript[] {
    return all && ids.length === store.count() ? store.scriptsInGap() : store.scriptsInGap(ids)
  }

  return {
    entries: (watchIds) =>
      entriesOf(watchIds ? store.watches(watchIds) : store.list(), watchIds === undefined),
    entriesAfter: (watchId, limit) => entriesOf(store.watchesAfter(watchId, limit), false),
  }
}

function accountEntry({ id, text, account }: Watch): AccountToRead {
  const short = account?.chains.some((chain) => isShort(chain, account)) ?? true
  return { accountId: id, address: text, short }
}

/** Entries with their readings. */
export function rowsOf(
  entries: readonly PortfolioEntry[],
  read: BalanceService['readings'],
  { shared }: AccountLedger,
): readonly PortfolioRow[] {
  if (entries.length === 0) return []
  const readings = read(entries.map(({ entry }) => entry))
  return entries.flatMap(({ watch, entry }, i) => {
    const reading = readings[i]
    const partOf = 'scriptId' in entry ? shared.get(entry.scriptId) : undefined
    return reading ? [{ watch, reading, ...(partOf && { partOf }) }] : []
  })
}
