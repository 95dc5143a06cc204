/**
 * Keeps the chains of accounts as wide as they have to be. It stands between the scanner and the ledger: when an update
 * has used an address, the scripts that this makes necessary are derived and watched before the scanner goes on. What is
 * missing is read from the ledger, so that it goes on where a killed process left it.
 */
import type { Network } from '../../shared/chain.ts'
import type { Deriver } from '../engine/accounts/deriver.ts'
import type { ScanStore } from '../engine/ports.ts'
import type { AccountGrowthStore, ShortChain } from '../store/account-growth.ts'

export interface AccountGrowthOptions {
  readonly network: Network
  readonly store: AccountGrowthStore
  readonly deriver: Deriver
  /** New scripts wait for their snapshot. */
  readonly onGrown: () => void
  /** A chain could not be derived: it stays as it is, and its account says that it is incomplete. */
  readonly onFault: (error: unknown) => void
}

export interface AccountGrowth {
  /** Resolves when every chain is wide enough. Killed or cancelled, it goes on from there. */
  run(signal: AbortSignal): Promise<void>
  /** The same store; what it applies has the chains grow before it resolves. */
  watch<S extends ScanStore>(store: S): S
}

const never = new AbortController().signal

/** Scripts of one transaction: milliseconds of writing. */
const AT_ONCE = 500

/** Builds it; nothing grows yet. */
export function createAccountGrowth(options: AccountGrowthOptions): AccountGrowth {
  const { network, store, deriver } = options
  let running: Promise<void> = Promise.resolve()

  /** One after the other: two would derive the same. */
  function run(signal: AbortSignal): Promise<void> {
    const next = running.then(() => growAll(signal))
    running = next.catch(() => undefined) // whoever called it hears of it
    return next
  }

  async function growAll(signal: AbortSignal): Promise<void> {
    const failed = new Set<number>()
    let grew = false
    for (;;) {
      const short = (await store.shortChains()).filter(({ id }) => !failed.has(id))
      if (short.length === 0) break
      for (const chain of short) if (!(await tryToGrow(chain, signal))) failed.add(chain.id)
      grew = true
    }
    if (grew) options.onGrown()
  }

  async function tryToGrow(chain: ShortChain, signal: AbortSignal): Promise<boolean> {
    try {
      await grow(chain, signal)
      return true
    } catch (error) {
      signal.throwIfAborted()
      options.onFault(error)
      return false
    }
  }

  async function grow({ id, descriptor, from, to }: ShortChain, signal: AbortSignal): Promise<void> {
    for (let at = from; at < to; at += AT_ONCE) {
      signal.throwIfAborted()
      const derived = await deriver.derive(descriptor, network, at, Math.min(AT_ONCE, to - at), signal)
      const scripts = derived.map(({ index, scriptPubKey, address }) => ({
        index,
        scriptPubKey,
        address: address ?? `raw(${Buffer.from(scriptPubKey).toString('hex')})`,
      }))
      if (!(await store.extendChain(id, scripts))) return // gone, or somebody else went on
    }
  }

  return {
    run,
    watch: (scan) => ({
      ...scan,
      apply: async (update) => {
        const applied = await scan.apply(update)
        await run(never)
        return applied
      },
    }),
  }
}
