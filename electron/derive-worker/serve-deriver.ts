/** Answers what a thread's owner wants derived. */
import type { Network } from '../../shared/chain.ts'
import type { DerivedScript } from '../engine/accounts/derive-scripts.ts'
import { createInlineDeriver } from '../engine/accounts/deriver.ts'
import { answerCalls, type Port } from '../scan-worker/calls.ts'

/** The one call of the deriving thread; `Deriver.derive` with its arguments named. */
export type DeriveCalls = {
  readonly derive: {
    readonly in: {
      readonly chain: string
      readonly network: Network
      readonly from: number
      readonly count: number
    }
    readonly out: readonly DerivedScript[]
  }
}

/** Serves derivations that arrive at `port`, side by side in small batches, until the port closes. */
export function serveDeriver(port: Port): void {
  const deriver = createInlineDeriver()
  answerCalls<DeriveCalls>(port, {
    derive: ({ chain, network, from, count }, signal) => deriver.derive(chain, network, from, count, signal),
  })
}
