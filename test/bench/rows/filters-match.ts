/**
 * filters.10 ... filters.100k: all blocks of a range that hold one of the scripts, by our filter reader, against
 * bitcoind's own `scanblocks` of the same scripts. Both end to end; ours also reads the blocks that match.
 */
import { createFilterMatcher } from '../../../electron/engine/filters/filter-matcher.ts'
import { filterCheckpoint, filterRange } from '../../../electron/engine/filters/filter-range.ts'
import { hasFiltersTo } from '../../../electron/engine/filters/filter-source.ts'
import type { RegtestNode } from '../../../electron/launch/regtest-node.ts'
import { parseNodeUrl } from '../../../electron/sources/bitcoind/access.ts'
import { createAuthorization } from '../../../electron/sources/bitcoind/auth.ts'
import { createBitcoind } from '../../../electron/sources/bitcoind/bitcoind.ts'
import { unknownCapabilities } from '../../../electron/sources/bitcoind/capabilities.ts'
import { createFilterSource } from '../../../electron/sources/bitcoind/filters.ts'
import { createRpc } from '../../../electron/sources/bitcoind/rpc.ts'
import { createTransport } from '../../../electron/sources/bitcoind/transport.ts'
import { pause } from '../../../electron/sources/resilience.ts'
import { type BlockHash, type BlockRef, blockHash } from '../../../shared/chain.ts'
import { LEAST_ROUNDS, measurePair, median } from '../measure.ts'
import { createRandom } from '../random.ts'
import type { BenchGround, RowDefinition } from '../types.ts'

/** How many of the scripts are really paid in the range; all others are strangers. */
const PAID = 5

/** Time, so lower is better. */
export const filtersMatch: readonly RowDefinition[] = [
  row('filters.10', 10, 1.5),
  row('filters.1k', 1_000, 1.25),
  row('filters.10k', 10_000, 0.8),
  row('filters.100k', 100_000, 0.3),
]

function row(id: string, count: number, target: number): RowDefinition {
  return {
    id,
    what: `blocks with one of ${count.toLocaleString('en')} scripts, by filters | scanblocks`,
    unit: 'ms',
    better: 'lower',
    target,
    measure: async (ground, signal) => {
      const job = await prepare(ground, count, signal)
      try {
        const ours = await ourBlocks(job, signal)
        const peer = await scanBlocks(job)
        if (ours.join() !== peer.join())
          throw new Error(`ours ${ours.length} blocks, scanblocks ${peer.length}`)
        ground.log(`  ${ours.length} of ${job.to.height - job.from.height} blocks match`)
        ground.log(`  matching alone: ${(await matchOnly(job, signal)).toFixed(3)} ms per filter`)
        return await measurePair(
          {
            ours: () => timed(() => ourBlocks(job, signal)),
            peer: () => timed(() => scanBlocks(job)),
            rounds: LEAST_ROUNDS,
            log: ground.log,
          },
          signal,
        )
      } finally {
        await job.close()
      }
    },
  }
}

interface Job {
  readonly node: RegtestNode
  readonly scripts: readonly Buffer[]
  readonly descriptors: readonly string[]
  /** The last block before the range. */
  readonly from: BlockRef
  readonly to: BlockRef
  readonly own: ReturnType<typeof connect>
  close(): Promise<void>
}

async function prepare(ground: BenchGround, count: number, signal: AbortSignal): Promise<Job> {
  const { node, chain } = await ground.chain()
  const random = createRandom(count)
  const paid = await paidScripts(node, chain.from, chain.to)
  const strangers = Array.from({ length: count - paid.length }, () =>
    strangeScript(random.below(10), random.bytes(32)),
  )
  const scripts = [...strangers, ...paid]
  const own = connect(node)
  const [from, to] = await Promise.all([refAt(node, chain.from), refAt(node, chain.to)])
  for (let index = await own.filters.index(signal); !hasFiltersTo(index, to); ) {
    if (index.kind === 'absent') throw new Error('the node has no filter index')
    await pause(200, signal)
    index = await own.filters.index(signal)
  }
  const descriptors = scripts.map((script) => `raw(${script.toString('hex')})`)
  return { node, scripts, descriptors, from, to, own, close: () => own.close() }
}

/** A script out of each of a few blocks, so that every scan has something to find. */
async function paidScripts(node: RegtestNode, from: number, to: number): Promise<readonly Buffer[]> {
  const scripts: Buffer[] = []
  for (let i = 0; i < PAID; i++) {
    const { hash } = await refAt(node, from + 1 + Math.floor(((to - from) * i) / PAID))
    const { tx } = await node.rpc<JsonBlock>('getblock', [hash, 2])
    const hex = tx.at(-1)?.vout.find(({ scriptPubKey }) => !scriptPubKey.hex.startsWith('6a'))
      ?.scriptPubKey.hex
    if (hex === undefined) throw new Error('a block of the chain pays nobody')
    scripts.push(Buffer.from(hex, 'hex'))
  }
  return scripts
}

interface JsonBlock {
  readonly tx: readonly { readonly vout: readonly { readonly scriptPubKey: { readonly hex: string } }[] }[]
}

function strangeScript(kind: number, hash: Buffer): Buffer {
  if (kind < 6) return Buffer.concat([Buffer.of(0x00, 0x14), hash.subarray(0, 20)])
  if (kind < 9) return Buffer.concat([Buffer.of(0x51, 0x20), hash])
  return Buffer.concat([Buffer.of(0x76, 0xa9, 0x14), hash.subarray(0, 20), Buffer.of(0x88, 0xac)])
}

function connect(node: RegtestNode) {
  const url = parseNodeUrl(node.url)
  if (!url) throw new Error('not the URL of a node')
  const auth = { kind: 'cookie', file: node.cookieFile } as const
  const transport = createTransport(url, createAuthorization(auth), () => undefined)
  const bitcoind = createBitcoind({ url: node.url, auth, network: 'regtest', clock: Date })
  const filters = createFilterSource(createRpc(transport), transport, unknownCapabilities())
  const close = async (): Promise<void> => {
    await Promise.all([transport.close(), bitcoind.close()])
  }
  return { chain: bitcoind.chain, filters, close }
}

async function refAt(node: RegtestNode, height: number): Promise<BlockRef> {
  return { height, hash: blockHash(await node.rpc<string>('getblockhash', [height])) }
}

/** Hashes of the blocks that match, each read in full: what a rescan by filters does. */
async function ourBlocks(
  { own, scripts, from, to }: Job,
  signal: AbortSignal,
): Promise<readonly BlockHash[]> {
  const matcher = createFilterMatcher(scripts)
  const after = await filterCheckpoint(own.filters, from, signal)
  const found: BlockHash[] = []
  for await (const { at, matches } of filterRange(own, matcher, { after, to }, signal))
    if (matches) found.push(at.hash)
  for await (const { bytes } of own.chain.blocks(found, signal))
    if (bytes.length < 81) throw new Error('a block is missing')
  return found
}

async function scanBlocks({ node, descriptors, from, to }: Job): Promise<readonly string[]> {
  const found = await node.rpc<{ relevant_blocks: string[] }>('scanblocks', [
    'start',
    descriptors,
    from.height + 1,
    to.height,
  ])
  return found.relevant_blocks
}

/** Median ms of decoding one filter and asking it for every script. */
async function matchOnly({ own, scripts, from, to }: Job, signal: AbortSignal): Promise<number> {
  const matcher = createFilterMatcher(scripts)
  const hashes = await own.chain.hashesFrom(from.height + 1, to.height - from.height, signal)
  const times: number[] = []
  for await (const { block, bytes } of own.filters.filters(hashes, signal)) {
    const begin = performance.now()
    matcher.matchAny(bytes, block)
    times.push(performance.now() - begin)
  }
  return median(times)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}
