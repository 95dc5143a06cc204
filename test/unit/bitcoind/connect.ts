/** A client of ours on a fake node, and what it throws. */

import { beforeEach } from 'vitest'
import { NodeError } from '../../../electron/engine/node-error.ts'
import type { BitcoindAuth } from '../../../electron/sources/bitcoind/access.ts'
import { type Bitcoind, createBitcoind } from '../../../electron/sources/bitcoind/bitcoind.ts'
import { type FakeBitcoind, startFakeBitcoind } from '../../fakes/bitcoind-server.ts'

/** A signal that nobody aborts. */
export const forever = new AbortController().signal

export function connect(
  url: string,
  auth: BitcoindAuth = { kind: 'password', user: 'u', password: 'p' },
): Bitcoind {
  return createBitcoind({ url, auth, network: 'regtest', clock: Date })
}

/** Before each test of a file, a fake node and a client of it; both are closed behind it. */
export function withFakeNode(use: (fake: FakeBitcoind, node: Bitcoind) => void): void {
  beforeEach(async () => {
    const fake = await startFakeBitcoind()
    const node = connect(fake.url)
    use(fake, node)
    return async () => {
      await node.close()
      await fake.close()
    }
  })
}

/** The `NodeError` that the call rejects with; anything else fails the test. */
export async function nodeErrorOf(call: Promise<unknown>): Promise<NodeError> {
  const outcome = await call.then(
    () => new Error('the call succeeded'),
    (error: unknown) => error,
  )
  if (outcome instanceof NodeError) return outcome
  throw outcome
}
