/** New blocks as an Electrum server announces them, on the connection that is there for questions anyway. */
import { pause } from '../resilience.ts'
import { calmed, keepListening, LISTENING_TIMES, type ListeningTimes } from '../wake-up.ts'
import { resultOf } from './bracket.ts'
import type { ElectrumHint } from './hints.ts'
import type { ElectrumSession } from './session.ts'

/** What is listened on. */
export interface BlockHintGround {
  readonly session: ElectrumSession
  /** All who are told of what the connection says unasked. */
  readonly listeners: Set<(hint: ElectrumHint) => void>
  readonly times?: Partial<ListeningTimes>
}

/** `BalanceSource.hints` over one session: the subscription is made again when the connection is another one. */
export function hintsOfBlocks(
  ground: BlockHintGround,
  onHint: () => void,
  signal: AbortSignal,
): Promise<void> {
  const times = { ...LISTENING_TIMES, ...ground.times }
  const hint = calmed(onHint, times.hintMs, signal)
  return keepListening((inner) => listenOnce(ground, times.pingMs, hint, inner), times, signal)
}

/** One connection, to its end; rejects with `ProviderError` where there is none, and `cancelled`. */
async function listenOnce(
  { session, listeners }: BlockHintGround,
  pingMs: number,
  hint: () => void,
  signal: AbortSignal,
): Promise<void> {
  const lost = new AbortController()
  const listener = ({ kind }: ElectrumHint): void => {
    if (kind === 'tip') hint()
    if (kind === 'lost') lost.abort()
  }
  const either = AbortSignal.any([signal, lost.signal])
  listeners.add(listener)
  try {
    await subscribe(session, either)
    hint()
    for (;;) {
      await pause(pingMs, either) // the end of the connection ends it: `cancelled`
      await subscribe(session, either) // once more: it shows that somebody is still there
    }
  } finally {
    listeners.delete(listener)
  }
}

async function subscribe(session: ElectrumSession, signal: AbortSignal): Promise<void> {
  const [outcome] = await session.ask([{ method: 'blockchain.headers.subscribe', params: [] }], signal)
  resultOf(outcome)
}
