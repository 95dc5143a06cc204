/** What a server says unasked, made into hints to look again. Never a number: what changed is read anew. */
import { resultOf } from './bracket.ts'
import { statusFromReply } from './replies.ts'
import type { Notification } from './rpc.ts'
import type { AskedScript } from './script.ts'
import type { ElectrumSession } from './session.ts'

/** Something may have changed. After `lost` there are no more hints until addresses are followed again. */
export type ElectrumHint =
  | { readonly kind: 'tip' }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'lost' }

/** Subscriptions and what they last said. */
export interface Hints {
  /** Follows scripts by their status hash; one that changed since it was last seen is a hint at once. */
  follow(
    session: ElectrumSession,
    scripts: ReadonlyMap<string, AskedScript>,
    signal: AbortSignal,
  ): Promise<void>
  isFollowed(scripthash: string): boolean
  heard(notification: Notification): void
  lost(): void
}

interface Followed {
  readonly address: string
  readonly status: string | null
}

/** Starts with nothing followed. `onHint` must not throw. */
export function createHints(onHint: (hint: ElectrumHint) => void): Hints {
  const followed = new Map<string, Followed>()
  const saw = (scripthash: string, address: string, status: string | null): void => {
    const before = followed.get(scripthash)
    followed.set(scripthash, { address, status })
    if (before !== undefined && before.status !== status) onHint({ kind: 'address', address })
  }
  return {
    isFollowed: (scripthash) => followed.has(scripthash),
    async follow(session, scripts, signal) {
      const asked = [...scripts]
      const calls = asked.map(([, { scripthash }]) => ({
        method: 'blockchain.scripthash.subscribe',
        params: [scripthash],
      }))
      const outcomes = await session.ask(calls, signal)
      asked.forEach(([address, { scripthash }], n) =>
        saw(scripthash, address, statusFromReply(resultOf(outcomes[n]))),
      )
    },
    heard({ method, params }) {
      const [scripthash, status] = params
      if (method === 'blockchain.headers.subscribe') return onHint({ kind: 'tip' })
      if (method !== 'blockchain.scripthash.subscribe' || typeof scripthash !== 'string') return
      const known = followed.get(scripthash)
      if (known !== undefined) saw(scripthash, known.address, statusFromReply(status))
    },
    lost: () => onHint({ kind: 'lost' }),
  }
}
