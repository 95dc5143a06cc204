/**
 * Keeps the chains of accounts as wide as they have to be. It stands between the scanner and the ledger: when an update
 * has used an address, the scripts that this makes necessary are derived and watched before the scanner goes on. What is
 * missing is read from the ledger, so that it goes on where a killed process left it.
 */
import type { Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import { say } from '../../shared/said.ts'
import type { Deriver } from '../engine/accounts/deriver.ts'
import { DEFAULT_LOOKAHEAD } from '../engine/accounts/gap-limit.ts'
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
  /** Resolves when every chain is wide enough. Killed, closed or cancelled, it goes on from there. */
  run(signal: AbortSignal): Promise<void>
  /** Resolves when every chain has its next piece, the first of a new one; the rest comes behind. */
  begin(): Promise<void>
  /** The same store; what it applies has the chains grow before it resolves, and who looks for new scripts gets all. */
  watch<S extends ScanStore>(store: S): S
  /** Leaves the rest to the next start. Resolves when nothing is written any more. */
  close(): Promise<void>
}

const never = new AbortController().signal

/** Scripts of one transaction: milliseconds of writing. */
const AT_ONCE = 500
/** Of a chain at a time, before the next one has its turn: what is watched where nobody wants more. */
const PIECE = DEFAULT_LOOKAHEAD

/** Builds it; nothing grows yet. */
export function createAccountGrowth(options: AccountGrowthOptions): AccountGrowth {
  const { network, store, deriver } = options
  const closing = new AbortController()
  /** Told when the round that begins next is over. */
  let waiting: PromiseWithResolvers<void>[] = []
  let running: Promise<void> | null = null

  /** One after the other: two would derive the same. Whoever comes meanwhile takes part from the next round on. */
  function begin(): Promise<void> {
    const asked = Promise.withResolvers<void>()
    waiting.push(asked)
    start()
    return asked.promise
  }

  function start(): void {
    running ??= growAll().finally(() => {
      running = null
      if (waiting.length > 0) start() // came after the last round had looked
    })
    running.catch(() => undefined) // whoever waits hears of it
  }

  async function run(signal: AbortSignal): Promise<void> {
    await orAborted(begin(), signal)
    await orAborted(running ?? Promise.resolve(), signal)
  }

  async function growAll(): Promise<void> {
    const failed = new Set<number>()
    let round: readonly PromiseWithResolvers<void>[] = []
    try {
      for (;;) {
        round = waiting
        waiting = []
        closing.signal.throwIfAborted()
        const short = (await store.shortChains()).filter(({ id }) => !failed.has(id))
        for (const chain of short) if (!(await tryToGrow(chain))) failed.add(chain.id)
        for (const asked of round) asked.resolve()
        if (short.length > 0) options.onGrown()
        if (short.length === 0 && waiting.length === 0) return
      }
    } catch (error) {
      for (const asked of [...round, ...waiting]) asked.reject(error)
      waiting = []
      throw error
    }
  }

  async function tryToGrow(chain: ShortChain): Promise<boolean> {
    try {
      await grow(chain)
      return true
    } catch (error) {
      closing.signal.throwIfAborted()
      options.onFault(error)
      return false
    }
  }

  async function grow({ id, descriptor, from, to }: ShortChain): Promise<void> {
    const { signal } = closing
    const end = Math.min(to, from + PIECE)
    for (let at = from; at < end; at += AT_ONCE) {
      signal.throwIfAborted()
      const derived = await deriver.derive(descriptor, network, at, Math.min(AT_ONCE, end - at), signal)
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
    begin,
    watch: (scan) => ({
      ...scan,
      apply: async (update) => {
        const applied = await scan.apply(update)
        await run(never)
        return applied
      },
      // Looking up all unspent outputs takes minutes: once, and not for each piece.
      scriptsWithoutSnapshot: async (limit, signal) => {
        await running?.catch(() => undefined)
        return scan.scriptsWithoutSnapshot(limit, signal)
      },
    }),
    close: async () => {
      closing.abort(new AppError('cancelled', say('closing')))
      await running?.catch(() => undefined)
    },
  }
}

/** The work goes on without whoever has left. */
async function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const left = Promise.withResolvers<never>()
  const leave = (): void => left.reject(signal.reason)
  signal.addEventListener('abort', leave, { once: true })
  try {
    await Promise.race([work, left.promise])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
