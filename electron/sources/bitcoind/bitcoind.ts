/** The own node behind the engine's ports. */
import type { Network } from '../../../shared/chain.ts'
import type { NodeFeatures } from '../../../shared/node-problem.ts'
import type { FilterSource } from '../../engine/filters/filter-source.ts'
import type { ChainSource, Clock, DescriptorSource, SnapshotSource } from '../../engine/ports.ts'
import { type BitcoindAccess, parseNodeUrl } from './access.ts'
import { createAuthorization } from './auth.ts'
import { createBlockStream } from './block-stream.ts'
import { createBlockPool, createBlockReader } from './blocks.ts'
import { unknownCapabilities } from './capabilities.ts'
import { readView } from './chain-view.ts'
import { createFilterSource } from './filters.ts'
import { createHeaderSource } from './headers.ts'
import { createMempool } from './mempool.ts'
import type { SpendingMethod } from './methods.ts'
import { createNotifications } from './notifications.ts'
import { probeFeatures } from './probe.ts'
import { createRestHeaders } from './rest-headers.ts'
import { createRpc } from './rpc.ts'
import { createDescriptorScans, createSnapshots } from './snapshots.ts'
import { spendingMethods } from './spending.ts'
import { createTransport } from './transport.ts'
import { createWait } from './wait.ts'

export interface BitcoindOptions extends BitcoindAccess {
  readonly network: Network
  readonly clock: Clock
  /** Told what only a log is for, one line at a time; never a credential. */
  readonly log?: (line: string) => void
}

/** One bitcoind. Its failures are `NodeError`s; an aborted call rejects with its signal's reason. */
export interface Bitcoind {
  readonly chain: ChainSource
  readonly snapshots: SnapshotSource
  readonly descriptors: DescriptorSource
  readonly filters: FilterSource
  /** Asks the node anew what it can do. `wrong_chain` and `too_old` are found here too. */
  features(signal: AbortSignal): Promise<NodeFeatures>
  /** Methods that send coins and that the node would take from these credentials. Nothing is sent. */
  spendingMethods(signal: AbortSignal): Promise<readonly SpendingMethod[]>
  /** Ends all connections; calls under way fail. A scan that runs must be aborted by its signal before. */
  close(): Promise<void>
}

/** Connects to nothing yet. Throws a RangeError for a URL that `parseNodeUrl` refuses. */
export function createBitcoind(options: BitcoindOptions): Bitcoind {
  const url = parseNodeUrl(options.url)
  if (!url) throw new RangeError('not the URL of a node')
  const capabilities = unknownCapabilities()
  const transport = createTransport(url, createAuthorization(options.auth), () => {
    if (capabilities.rest !== null || capabilities.wait !== null)
      options.log?.(`node ${url.where}: connection lost or cookie changed, its features are asked again`)
    Object.assign(capabilities, unknownCapabilities())
  })
  const rpc = createRpc(transport)
  const headers = createHeaderSource(rpc, createRestHeaders(transport, capabilities))
  const read = createBlockReader(rpc, transport, capabilities, createBlockPool())
  const view = (signal: AbortSignal): ReturnType<ChainSource['view']> =>
    readView(rpc, options.network, signal)
  return {
    chain: {
      view,
      ...headers,
      ...createBlockStream(rpc, read, capabilities),
      ...createMempool(rpc),
      waitForTip: createWait(rpc, capabilities, options.clock),
      ...createNotifications({ rpc, nodeUrl: url.base, log: options.log }),
    },
    snapshots: createSnapshots(rpc, headers),
    descriptors: createDescriptorScans(rpc, headers),
    filters: createFilterSource(rpc, transport, capabilities),
    async features(signal) {
      await view(signal)
      return probeFeatures(rpc, transport, capabilities, signal)
    },
    spendingMethods: (signal) => spendingMethods(rpc, signal),
    close: () => transport.close(),
  }
}
