/** What is watched: adding, listing, removing. A bad line never spoils the good ones unless asked to. */
import type { Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import type { AddRequest, AddResult, Watch } from '../../shared/ipc/contract.ts'
import { type ParsedAddress, parseAddress, parseAddresses } from '../engine/accounts/parse-address.ts'
import type { PortfolioStore } from '../store/portfolio-store.ts'
import type { ScriptToRead } from './balance-service.ts'

export interface PortfolioServiceOptions {
  readonly network: Network
  readonly store: PortfolioStore
  /** New scripts wait for a snapshot, or some are gone. */
  readonly onChange: () => void
}

export interface PortfolioService {
  add(request: AddRequest): Promise<AddResult>
  remove(watchIds: readonly number[]): Promise<number>
  list(): readonly Watch[]
  count(): number
  /** The scripts of all watches, in the order of the list, or of those named. */
  scripts(watchIds?: readonly number[]): readonly (ScriptToRead & { readonly watchId: number })[]
  /** The scripts of the addresses named. Fails with `not_watched`, naming those that are not. */
  scriptsOf(addresses: readonly string[]): readonly ScriptToRead[]
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

  function scriptsOf(addresses: readonly string[]): readonly ScriptToRead[] {
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
    list: () => store.list(),
    count: () => store.count(),
    scripts: (watchIds) => store.scriptsOf(watchIds),
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
