/** Stands between a node's ZMQ publisher and whoever listens: loses some of its messages and says others twice. */
import { Publisher, Subscriber } from 'zeromq'
import type { Chance } from '../ground/provider-ground.ts'

export interface HintRelay {
  /** Where it publishes, as `getzmqnotifications` names an address. */
  readonly address: string
  /** Who listens now. */
  readonly listeners: number
  /** What became of the node's messages so far, while somebody listened. */
  readonly tally: { passed: number; lost: number; doubled: number }
  close(): Promise<void>
}

/** Publishes what the node at `target` does, one in three messages not at all and one in three twice. */
export async function startHintRelay(target: string, chance: Chance): Promise<HintRelay> {
  const tally = { passed: 0, lost: 0, doubled: 0 }
  const [from, to] = [new Subscriber({ linger: 0 }), new Publisher({ linger: 0 })]
  let listeners = 0
  to.events.on('handshake', () => {
    listeners += 1
  })
  to.events.on('disconnect', () => {
    listeners -= 1
  })
  await to.bind('tcp://127.0.0.1:*')
  from.subscribe()
  from.connect(target)
  const ended = passOn()

  async function passOn(): Promise<void> {
    for await (const frames of from) {
      const fate = chance.pick(['passed', 'lost', 'doubled'] as const)
      if (listeners > 0) tally[fate] += 1
      if (fate !== 'lost') await to.send(frames)
      if (fate === 'doubled') await to.send(frames)
    }
  }

  return {
    address: to.lastEndpoint ?? '',
    get listeners() {
      return listeners
    },
    tally,
    close: async () => {
      from.close()
      await ended
      to.close()
    },
  }
}
