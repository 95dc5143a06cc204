/** What is watched: adding, listing, archiving, removing. A bad line never spoils the good ones unless asked to. */
import type { Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import type { AddRequest, AddResult, BalanceRequest, Watch } from '../../shared/ipc/contract.ts'
import { type ParsedAddress, parseAddress, parseAddresses } from '../engine/accounts/parse-address.ts'
import type { PortfolioStore, WatchScript } from '../store/portfolio-store.ts'

export interface PortfolioServiceOptions {
  readonly network: Network
  readonly store: PortfolioStore
  /** New scripts wait for a snapshot, some are gone, or others may be asked about them now. */
  readonly onChange: () => void
}

export interface PortfolioService {
  add(request: AddRequest): Promise<AddResult>
  remove(watchIds: readonly number[]): Promise<number>
  /** Puts entries out of sight, or brings them back. Returns how many were not so before. */
  archive(watchIds: readonly number[], archived: boolean): Promise<number>
  list(): readonly Watch[]
  count(): number
  /** The scripts of all watches (archived ones, too), in the order of the list, or of those named. */
  scripts(watchIds?: readonly number[]): readonly WatchScript[]
  /** The scripts that a question for balances is about: what is named, else all that is in sight. */
  scriptsToRead(request: Pick<BalanceRequest, 'addresses' | 'archived'>): readonly WatchScript[]
  /** The scripts of the addresses named. Fails with `not_watched`, naming those that are not. */
  scriptsOf(addresses: readonly string[]): readonly WatchScript[]
  watch(id: number): Watch
}

/** Builds the service. */
export function createPortfolioService({
  network,
  store,
  onChange,
}: PortfolioServiceOptions): PortfolioService {
  async function add({ lines, label, group, atomic }: AddRequest): Promise<AddResult> {
    const { addresses, refused } = parseAddresses(lines, network)
    if (atomic && refused.length > 0) {
      throw new AppError('refused_entries', 'Nothing was added: some entries were refused.', {
        detail: refused,
      })
    }
    const named = { ...(label === undefined ? {} : { label }), ...(group === undefined ? {} : { group }) }
    const entries = distinct(addresses).map((address) => ({ ...address, ...named }))
    const { added, already } = await store.add(entries)
    if (added.length > 0 || already.length > 0) onChange()
    return { added, already, refused }
  }

  async function remove(watchIds: readonly number[]): Promise<number> {
    const removed = await store.remove(watchIds)
    if (removed > 0) onChange()
    return removed
  }

  async function archive(watchIds: readonly number[], archived: boolean): Promise<number> {
    const changed = await store.archive(watchIds, archived)
    if (changed > 0) onChange()
    return changed
  }

  function scriptsToRead({
    addresses,
    archived = false,
  }: Pick<BalanceRequest, 'addresses' | 'archived'>): readonly WatchScript[] {
    if (addresses !== undefined) return scriptsOf(addresses)
    return store.scriptsOf().filter((script) => archived || !script.archived)
  }

  function scriptsOf(addresses: readonly string[]): readonly WatchScript[] {
    const byAddress = new Map(store.scriptsOf().map((script) => [script.address, script]))
    const missing: string[] = []
    const found = addresses.flatMap((text) => {
      const script = byAddress.get(canonical(text, network))
      if (!script) missing.push(text)
      return script ?? []
    })
    if (missing.length > 0) {
      throw new AppError('not_watched', notWatched(missing.length), {
        detail: missing.map(namedSafely(network)),
      })
    }
    return found
  }

  function watch(id: number): Watch {
    const found = store.list().find((entry) => entry.id === id)
    if (!found) throw new AppError('not_watched', 'This entry is no longer in the portfolio.')
    return found
  }

  return {
    add,
    remove,
    archive,
    list: () => store.list(),
    count: () => store.count(),
    scripts: (watchIds) => store.scriptsOf(watchIds),
    scriptsToRead,
    scriptsOf,
    watch,
  }
}

function distinct(addresses: readonly ParsedAddress[]): readonly ParsedAddress[] {
  return [...new Map(addresses.map((address) => [address.text, address])).values()]
}

function canonical(text: string, network: Network): string {
  const entry = parseAddress(text, network)
  return entry.kind === 'address' ? entry.address.text : text.trim()
}

function notWatched(count: number): string {
  return count === 1
    ? 'This address is not in the portfolio.'
    : `${count} of these addresses are not in the portfolio.`
}

/** What may be repeated of an unknown address: a key pasted by mistake is not. */
function namedSafely(network: Network): (text: string) => string | null {
  return (text) => (parseAddress(text, network).kind === 'address' ? text.trim() : null)
}
