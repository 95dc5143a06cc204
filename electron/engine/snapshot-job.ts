/** Gives scripts without coverage their first look: one `scantxoutset` for many, dated by its block. */

import {
  type BlockHash,
  type BlockHeader,
  type BlockRef,
  GENESIS_HASH,
  type Network,
  NO_HASH,
} from '../../shared/chain.ts'
import { say } from '../../shared/said.ts'
import { type CommitSize, createCommitSize } from './commit-size.ts'
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
} from './ports.ts'
import { applyInPieces } from './snapshot-pieces.ts'

/** bitcoind parses every descriptor: more than this in one call takes longer than the scan itself. */
export const MAX_SNAPSHOT_SCRIPTS = 250_000

/** Headers kept below a snapshot, so that a reorganisation below it is recognised at its exact fork. */
export const DENSE_HEADERS = 2_016

const TRIES = 5
/** Scripts without coins of the first piece, when nothing is measured yet: some 20 ms. */
const FIRST_PIECE = 12_000

export interface SnapshotJobOptions {
  readonly network: Network
  readonly chain: ChainSource
  readonly snapshots: SnapshotSource
  readonly store: ScanStore
  readonly clock: Clock
  readonly onProgress: (progress: SnapshotProgress, scripts: number) => void
  /** How much of it goes into one commit. Measured anew by default. */
  readonly size?: CommitSize
}

/**
 * Takes one snapshot of the scripts that wait for one, and applies it, a piece at a time. Resolves with the scripts it
 * served: none means that none waits. Call it again until it does.
 */
export async function takeSnapshot(
  options: SnapshotJobOptions,
  signal: AbortSignal,
): Promise<readonly ScriptId[]> {
  const { store, size = createCommitSize(FIRST_PIECE) } = options
  const served: ScriptId[] = []
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const scripts = await store.scriptsWithoutSnapshot(MAX_SNAPSHOT_SCRIPTS, signal)
    if (scripts.length === 0) return served
    const hexes = scripts.map(({ scriptPubKey }) => scriptPubKey)
    const progress = (step: SnapshotProgress): void => options.onProgress(step, scripts.length)
    const early = fetchEarly(options, signal)
    // While the node looks: until it was asked, nothing else should take time.
    const indexed = early.headers.then(() => new Map(scripts.map((script) => [script.scriptPubKey, script])))
    const snapshot = await early.beside(() => options.snapshots.snapshot(hexes, progress, signal))
    try {
      const update = await toSnapshotUpdate(options, snapshot, await indexed, signal, await early.headers)
      await applyInPieces(store, update, size, (some) => void served.push(...some), signal)
      return served
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error
      // A reorganisation came between: the snapshot belongs to another branch than the ledger. Take it again.
    }
  }
  throw new NodeError('busy', say('node_moving_snapshot'))
}

/** What the snapshot's own commit finds stored it need not store. What fails here fails there, too, for all to see. */
async function storeEarly(store: ScanStore, headers: readonly BlockHeader[]): Promise<void> {
  try {
    const { cursor } = await store.position()
    if (cursor === null) await store.apply({ kind: 'headers', headers })
  } catch {
    // the headers themselves are as good as before
  }
}

type HeaderGround = Pick<SnapshotJobOptions, 'network' | 'chain'>

/** The headers below a block, which come last, and genesis. */
async function headersBelow(
  { network, chain }: HeaderGround,
  top: BlockRef,
  signal: AbortSignal,
): Promise<readonly BlockHeader[]> {
  const dense = await chain.headersEndingAt(top, DENSE_HEADERS, signal)
  return dense[0]?.height === 0 ? dense : [await genesisHeader(network, chain, signal), ...dense]
}

/**
 * The headers below the node's tip, fetched while it looks for the outputs, and stored where nothing is yet: mostly the
 * snapshot is made there.
 */
function fetchEarly(ground: HeaderGround & Pick<SnapshotJobOptions, 'store'>, signal: AbortSignal) {
  const ending = new AbortController()
  const fetching = AbortSignal.any([signal, ending.signal])
  const headers = ground.chain
    .view(fetching)
    .then(async ({ best }) => {
      const below = await headersBelow(ground, best, fetching)
      await storeEarly(ground.store, below)
      return below
    })
    .catch((): readonly BlockHeader[] => []) // then they are fetched when the snapshot is there, and fail for all to see
  const beside = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      ending.abort(error)
      await headers
      throw error
    }
  }
  return { headers, beside }
}

/**
 * A snapshot as the ledger takes it, with the headers that it hangs on. Outputs of other scripts are left out. `early`:
 * headers that may be those.
 */
export async function toSnapshotUpdate(
  ground: HeaderGround & Pick<SnapshotJobOptions, 'clock'>,
  snapshot: Snapshot,
  byHex: ReadonlyMap<string, { readonly id: ScriptId }>,
  signal: AbortSignal,
  early: readonly BlockHeader[] = [],
): Promise<SnapshotUpdate> {
  const isThere = early.at(-1)?.hash === snapshot.at.hash
  const headers = isThere ? early : await headersBelow(ground, snapshot.at, signal)
  const at = headers.at(-1)
  if (!at || at.hash !== snapshot.at.hash) throw new StoreConflict('the snapshot left the best chain')
  const outputs = snapshot.outputs.flatMap(
    ({ txid, vout, value, coinbase, at: { height }, scriptPubKey }) => {
      const script = byHex.get(scriptPubKey)
      return script ? [{ txid, vout, value, coinbase, height, script: script.id }] : []
    },
  )
  return {
    kind: 'snapshot',
    at,
    headers,
    outputHeaders: await headersOfOutputs(ground.chain, snapshot, headers, signal),
    scripts: [...byHex.values()].map(({ id }) => id),
    outputs,
    observedAt: ground.clock.now(),
  }
}

async function genesisHeader(
  network: Network,
  chain: ChainSource,
  signal: AbortSignal,
): Promise<BlockHeader> {
  const header = await chain.header(GENESIS_HASH[network], signal)
  if (header === null) throw new NodeError('wrong_chain', say('node_no_genesis', { network }))
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
