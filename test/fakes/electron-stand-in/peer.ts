/** Calls in both directions between the test and the process that runs the built main bundle. */

interface Call {
  readonly kind: 'call'
  readonly id: number
  readonly name: string
  readonly args: readonly unknown[]
}

interface Answer {
  readonly kind: 'answer'
  readonly id: number
  readonly value?: unknown
  /** Set when the call failed. */
  readonly error?: string
}

/** One end of a process channel. */
export interface Channel {
  send(message: Call | Answer): void
  onMessage(listener: (message: unknown) => void): void
}

export type PeerHandlers = Readonly<Record<string, (...args: never[]) => unknown>>

/** Calls what the other side offers; rejects with its message when it fails. */
export type PeerCall = (name: string, ...args: readonly unknown[]) => Promise<unknown>

/** Offers `handlers` to the other side and returns how to call it. */
export function createPeer(channel: Channel, handlers: PeerHandlers): PeerCall {
  const open = new Map<number, PromiseWithResolvers<unknown>>()
  let last = 0

  async function answer({ id, name, args }: Call): Promise<void> {
    const handler = handlers[name]
    try {
      if (!handler) throw new Error(`nothing answers "${name}"`)
      const value: unknown = await handler(...(args as never[])) // both sides are ours and agree on the arguments
      channel.send({ kind: 'answer', id, value })
    } catch (error) {
      channel.send({ kind: 'answer', id, error: error instanceof Error ? error.message : String(error) })
    }
  }

  channel.onMessage((message) => {
    const taken = message as Call | Answer // nobody else speaks on this channel
    if (taken.kind === 'call') void answer(taken)
    else settle(taken)
  })

  function settle({ id, value, error }: Answer): void {
    const waiting = open.get(id)
    open.delete(id)
    if (error === undefined) waiting?.resolve(value)
    else waiting?.reject(new Error(error))
  }

  return (name, ...args) => {
    last += 1
    const waiting = Promise.withResolvers<unknown>()
    open.set(last, waiting)
    channel.send({ kind: 'call', id: last, name, args })
    return waiting.promise
  }
}
