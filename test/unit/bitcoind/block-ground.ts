/** Our reader of blocks over a server of the test, with its pool of buffers in sight. */

import type { ChainSource } from '../../../electron/engine/ports.ts'
import { parseNodeUrl } from '../../../electron/sources/bitcoind/access.ts'
import { createAuthorization } from '../../../electron/sources/bitcoind/auth.ts'
import { createBlockStream } from '../../../electron/sources/bitcoind/block-stream.ts'
import { createBlockPool, createBlockReader } from '../../../electron/sources/bitcoind/blocks.ts'
import type { BytePool } from '../../../electron/sources/bitcoind/byte-pool.ts'
import { type Capabilities, unknownCapabilities } from '../../../electron/sources/bitcoind/capabilities.ts'
import { createRpc } from '../../../electron/sources/bitcoind/rpc.ts'
import { createTransport } from '../../../electron/sources/bitcoind/transport.ts'

export interface BlockGround extends Pick<ChainSource, 'block' | 'blocks'> {
  readonly pool: BytePool
  readonly capabilities: Capabilities
  close(): Promise<void>
}

/** `rest`: whether the node is known to have REST. */
export function connectBlocks(url: string, rest: boolean): BlockGround {
  const parsed = parseNodeUrl(url)
  if (!parsed) throw new Error('not a URL')
  const auth = createAuthorization({ kind: 'password', user: 'u', password: 'p' })
  const transport = createTransport(parsed, auth, () => undefined)
  const capabilities = { ...unknownCapabilities(), rest }
  const rpc = createRpc(transport)
  const pool = createBlockPool()
  const read = createBlockReader(rpc, transport, capabilities, pool)
  return { ...createBlockStream(rpc, read, capabilities), pool, capabilities, close: () => transport.close() }
}

/** All blocks of a stream, copied while they were valid. */
export async function collect(blocks: ReturnType<ChainSource['blocks']>): Promise<Buffer[]> {
  const all: Buffer[] = []
  for await (const { bytes } of blocks) all.push(Buffer.from(bytes))
  return all
}
