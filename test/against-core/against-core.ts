/**
 * A random chain on a real node, with spends, replacements and reorganisations, and two ledgers on it: one that follows
 * from the start and gets its scripts little by little, one that begins at the end. Their unspent outputs are compared with
 * `scantxoutset`, their whole histories with `getdescriptoractivity` and with every block read in full.
 */
import type { BitcoindBinary } from '../../electron/launch/get-bitcoind.ts'
import { type RegtestNode, startRegtestNode } from '../../electron/launch/regtest-node.ts'
import { createBitcoind } from '../../electron/sources/bitcoind/bitcoind.ts'
import { fillWholeHistory, toldHistory } from '../ground/ledger-history.ts'
import type { Chance } from '../ground/provider-ground.ts'
import { type CaseLedger, openBank, openCaseLedger } from '../regtest/cases/case-ground.ts'
import { RandomChain } from '../regtest/cases/random-chain.ts'
import { activityHistory, hasActivity, hashesAbove, naiveHistory } from './truth.ts'

export interface AgainstCoreOptions {
  readonly chance: Chance
  /** A multiple of 8. */
  readonly scripts: number
  readonly blocks: number
  readonly log: (line: string) => void
}

/** What was compared. Nothing differed, or it was thrown. */
export interface AgainstCore {
  readonly coins: number
  /** Outputs of the whole history. */
  readonly history: number
  readonly spent: number
  /** Null where the node has no `getdescriptoractivity`. */
  readonly activity: number | null
  readonly chain: RandomChain['tally']
}

/** How often all of the unspent outputs are compared on the way, and how often the first ledger gets more scripts. */
const PARTS = 5

/** Plays and compares. Throws with the first lines that differ. */
export async function againstCore(binary: BitcoindBinary, options: AgainstCoreOptions): Promise<AgainstCore> {
  const extraArgs = ['-acceptnonstdtxn=1', '-blockfilterindex=1']
  const node = await startRegtestNode(binary, { extraArgs })
  const opened: CaseLedger[] = []
  const open = async (): Promise<CaseLedger> => {
    const ledger = await openCaseLedger(node)
    opened.push(ledger)
    return ledger
  }
  try {
    const chain = new RandomChain(node, options.chance, await openBank(node), options.scripts)
    const followed = await open()
    await follow(chain, followed, options)
    const late = await open()
    await late.watch(...chain.scripts)
    const coins = await late.same()
    options.log(`${coins} unspent outputs are the node's, in both ledgers`)
    return {
      coins,
      ...(await compareHistories(node, chain, { followed, late }, options)),
      chain: chain.tally,
    }
  } finally {
    for (const ledger of opened) await ledger.close()
    await node.stop()
  }
}

/** The ledger gets its scripts in parts, and follows in steps of its own. */
async function follow(
  chain: RandomChain,
  ledger: CaseLedger,
  { chance, blocks, log }: AgainstCoreOptions,
): Promise<void> {
  const size = Math.ceil(chain.scripts.length / PARTS)
  const part = Math.ceil(blocks / PARTS)
  for (let block = 0; block < blocks; block++) {
    if (block % part === 0) {
      await ledger.watch(...chain.scripts.slice((block / part) * size, (block / part + 1) * size))
      log(`block ${block}: ${await ledger.same()} unspent outputs are the node's`)
    }
    await chain.block()
    if (chance.once(4)) await ledger.toTip()
  }
  await ledger.same()
}

async function compareHistories(
  node: RegtestNode,
  { scripts: all }: RandomChain,
  { followed, late }: { readonly followed: CaseLedger; readonly late: CaseLedger },
  { log }: AgainstCoreOptions,
): Promise<Pick<AgainstCore, 'history' | 'spent' | 'activity'>> {
  const scripts = new Set(all)
  const hashes = await hashesAbove(node, 0)
  const naive = await naiveHistory(node, hashes, scripts)
  const activity = (await hasActivity(node)) ? await activityHistory(node, hashes, scripts) : null
  if (activity !== null) requireSame('getdescriptoractivity and the blocks read in full', activity, naive)
  log(
    `${naive.length} outputs in the whole history; ${activity?.length ?? 'not known'} by getdescriptoractivity`,
  )
  const auth = { kind: 'cookie', file: node.cookieFile } as const
  const clock = { now: () => Date.now() }
  const bitcoind = createBitcoind({ url: node.url, auth, network: 'regtest', clock })
  try {
    const [genesis] = await bitcoind.chain.hashesFrom(0, 1, NEVER)
    if (genesis === undefined) throw new Error('the node has no genesis')
    for (const [name, { engine }, filters] of [
      ['the ledger that followed, by blocks', followed, undefined],
      ['the ledger that began at the end, by filters', late, bitcoind.filters],
    ] as const) {
      await fillWholeHistory(engine.store, bitcoind.chain, { height: 0, hash: genesis }, filters)
      requireSame(name, toldHistory(engine.store.dataDir), naive)
      requireComplete(name, engine.store.models.histories('all').values())
      log(`${name}: the same history`)
    }
  } finally {
    await bitcoind.close()
  }
  await followed.same() // one after the other: a node makes one such scan at a time
  await late.same()
  const spent = naive.filter((line) => !line.endsWith(' - -')).length
  return { history: naive.length, spent, activity: activity?.length ?? null }
}

const NEVER = new AbortController().signal

function requireSame(what: string, ours: readonly string[], theirs: readonly string[]): void {
  const [a, b] = [new Set(ours), new Set(theirs)]
  const only = (one: ReadonlySet<string>, other: ReadonlySet<string>): string =>
    [...one]
      .filter((line) => !other.has(line))
      .slice(0, 4)
      .join('; ') || 'nothing more'
  if (ours.length === theirs.length && [...a].every((line) => b.has(line))) return
  throw new Error(`${what}: alone there ${only(a, b)}; in the blocks alone ${only(b, a)}`)
}

function requireComplete(what: string, ranges: Iterable<{ readonly verdict: string | null }>): void {
  for (const { verdict } of ranges)
    if (verdict !== 'complete') throw new Error(`${what}: a history says of itself that it is ${verdict}`)
}
