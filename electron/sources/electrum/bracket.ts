/**
 * Dates an answer. No reply of the protocol names its block, so that the tip is asked before and after, and must be
 * the same. That is not enough: servers announce a block only after their index has read it, so that for seconds the
 * figures belong to a block above the announced tip. The headers themselves come from the index: none may lie above.
 */

import type { Network } from '../../../shared/chain.ts'
import { say } from '../../../shared/said.ts'
import type { Clock, ProviderTip } from '../../engine/ports.ts'
import { ProviderError } from '../../engine/provider-error.ts'
import { badAnswer } from '../provider-http.ts'
import { moving } from '../provider-replies.ts'
import { withRepeats } from '../resilience.ts'
import { headersFromReply, tipFromReply } from './replies.ts'
import type { RpcOutcome } from './rpc.ts'
import { toProviderError } from './server-errors.ts'
import type { ElectrumSession } from './session.ts'

/** What every question needs. */
export interface ElectrumGround {
  readonly session: ElectrumSession
  readonly network: Network
  readonly clock: Clock
  /** Wait before a question is asked again because the tip moved. */
  readonly movingWaitMs: number
}

/** An answer and the tip it belongs to. */
export interface Dated<T> {
  readonly tip: ProviderTip
  readonly value: T
}

const MOVING_REPEATS = 2

/** The tip as the server announces it. */
export async function readTip(ground: ElectrumGround, signal: AbortSignal): Promise<ProviderTip> {
  const [outcome] = await ground.session.ask([{ method: 'blockchain.headers.subscribe', params: [] }], signal)
  return tipFromReply(resultOf(outcome), ground.network, ground.clock.now())
}

/** Asks while the tip stands still: again at most twice, then `moving`. */
export function atOneTip<T>(
  ground: ElectrumGround,
  question: (tip: ProviderTip, signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<Dated<T>> {
  const once = async (inner: AbortSignal): Promise<Dated<T>> => {
    const tip = await readTip(ground, inner)
    const value = await question(tip, inner)
    await expectStill(ground, tip, inner)
    return { tip, value }
  }
  const repeats = { times: MOVING_REPEATS, waitMs: ground.movingWaitMs, when: isMoving }
  return withRepeats<[], Dated<T>>(once, repeats)(signal)
}

async function expectStill(ground: ElectrumGround, before: ProviderTip, signal: AbortSignal): Promise<void> {
  const [tip, headers] = await ground.session.ask(
    [
      { method: 'blockchain.headers.subscribe', params: [] },
      { method: 'blockchain.block.headers', params: [before.height, 2] },
    ],
    signal,
  )
  const after = tipFromReply(resultOf(tip), ground.network, ground.clock.now())
  const [same, ...above] = headersFromReply(resultOf(headers), before.height)
  if (after.hash !== before.hash || same === undefined || same.hash !== before.hash || above.length > 0)
    throw moving(say('reply_tip_changed'))
  if (after.height !== before.height) throw badAnswer(say('reply_block_heights'))
}

/** The value of an outcome. Throws what the server's error means. */
export function resultOf(outcome: RpcOutcome | undefined): unknown {
  if (outcome === undefined) throw badAnswer(say('reply_unanswered'))
  if (outcome.kind === 'error') throw toProviderError(outcome.error)
  return outcome.value
}

function isMoving(error: unknown): boolean {
  return error instanceof ProviderError && error.problem === 'moving'
}
