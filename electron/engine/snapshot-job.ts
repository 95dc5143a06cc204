/** Gives scripts without coverage their first look: one `scantxoutset` for many, dated by its block. */
import { type BlockHash, type BlockHeader, GENESIS_HASH, type Network, NO_HASH } from '../../shared/chain.ts'
import { NodeError } from './node-error.ts'
import {
  type ChainSource,
  type Clock,
  type ScanStore,
  type ScriptId,
  type Snapshot,
  type SnapshotProgress,
  type SnapshotSource,
  type SnapshotUpdate,
  StoreConflict,
  type WatchedScript,
} from './ports.ts'

/** bitcoind parses every descriptor: more than this in one call takes longer than the scan itself. */
export const MAX_SNAPSHOT_SCRIPTS = 250_000

/** Headers kept below a snapshot, so that a reorganisation below it is recognised at its exact fork. */
export const DENSE_HEADERS = 2_016

const TRIES = 5

export interface SnapshotJobOptions {
  readonly network: Network
  readonly chain: ChainSource
  readonly snapshots: SnapshotSource
  readonly store: ScanStore
  readonly clock: Clock
  readonly onProgress: (progress: SnapshotProgress, scripts: number) => void
}

/**
 * Takes one snapshot of the scripts that wait for one, and applies it. Resolves with the scripts it served:
 * none means that none waits. Call it again until it does.
 */
export async function takeSnapshot(
  options: SnapshotJobOptions,
  signal: AbortSignal,
): Promise<readonly ScriptId[]> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const scripts = await options.store.scriptsWithoutSnapshot(MAX_SNAPSHOT_SCRIPTS)
    if (scripts.length === 0) return []
    const byHex = new Map(scripts.map((script) => [hexOf(script), script]))
    const progress = (step: SnapshotProgress): void => options.onProgress(step, scripts.length)
    const snapshot = await options.snapshots.snapshot([...byHex.keys()], progress, signal)
    try {
      await options.store.apply(await toSnapshotUpdate(options, snapshot, byHex, signal))
      return scripts.map(({ id }) => id)
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error
      // A reorganisation came between: the snapshot belongs to another branch than the ledger. Take it again.
    }
  }
  throw new NodeError('busy', 'the chain keeps changing while the unspent outputs are looked up')
}

function hexOf({ scriptPubKey }: WatchedScript): string {
  return Buffer.from(scriptPubKey).toString('hex')
}

/** A snapshot as the ledger takes it, with the headers that it hangs on. Outputs of other scripts are left out. */
export async function toSnapshotUpdate(
  { network, chain, clock }: Pick<SnapshotJobOptions, 'network' | 'chain' | 'clock'>,
  snapshot: Snapshot,
  byHex: ReadonlyMap<string, WatchedScript>,
  signal: AbortSignal,
): Promise<SnapshotUpdate> {
  const dense = await chain.headersEndingAt(snapshot.at, DENSE_HEADERS, signal)
  const at = dense.at(-1)
  if (!at || at.hash !== snapshot.at.hash) throw new StoreConflict('the snapshot left the best chain')
  const genesis = dense[0]?.height === 0 ? [] : [await genesisHeader(network, chain, signal)]
  const outputs = snapshot.outputs.flatMap(
    ({ txid, vout, value, coinbase, at: { height }, scriptPubKey }) => {
      const script = byHex.get(scriptPubKey)
      return script ? [{ txid, vout, value, coinbase, height, script: script.id }] : []
    },
  )
  return {
    kind: 'snapshot',
    at,
    headers: [...genesis, ...dense],
    outputHeaders: await headersOfOutputs(chain, snapshot, dense, signal),
    scripts: [...byHex.values()].map(({ id }) => id),
    outputs,
    observedAt: clock.now(),
  }
}

async function genesisHeader(
  network: Network,
  chain: ChainSource,
  signal: AbortSignal,
): Promise<BlockHeader> {
  const header = await chain.header(GENESIS_HASH[network], signal)
  if (header === null)
    throw new NodeError('wrong_chain', `the node does not have the genesis block of ${network}`)
  return { height: 0, hash: header.hash, prevHash: NO_HASH, time: header.time }
}

async function headersOfOutputs(
  chain: ChainSource,
  snapshot: Snapshot,
  dense: readonly BlockHeader[],
  signal: AbortSignal,
): Promise<readonly BlockHeader[]> {
  const known = new Map<BlockHash, BlockHeader>(dense.map((header) => [header.hash, header]))
  const hashes = [...new Set(snapshot.outputs.map(({ at }) => at.hash))]
  const missing = hashes.filter((hash) => !known.has(hash))
  for (const header of await chain.headersOf(missing, signal)) {
    if (header === null || !header.inBestChain)
      throw new StoreConflict('a block of the snapshot left the best chain')
    const { inBestChain: _, ...own } = header
    known.set(own.hash, own)
  }
  return hashes.flatMap((hash) => known.get(hash) ?? [])
}
