/** The ground of the history tests: a made-up story of one address, served on a real socket, and an adapter on it. */
import { onTestFinished } from 'vitest'
import type { EsploraSource } from '../../../electron/sources/esplora.ts'
import { type EsploraServer, startEsploraServer } from '../../fakes/esplora-server.ts'
import type { ServerShape } from '../../fakes/esplora-shape.ts'
import { createStory, type Story } from '../../fakes/esplora-story.ts'
import { ADDRESS, adapter, TIP_HEIGHT } from './provider-ground.ts'

/** The script pubkey of `ADDRESS`. */
export const SCRIPT = '0014751e76e8199196d454941c45d1b3a323f1433bd6'

export interface StoryGround {
  readonly story: Story
  readonly fake: EsploraServer
  readonly source: EsploraSource
  /** How often each of these routes was asked. */
  readonly asked: (route: string) => number
}

/** Tells a story of `ADDRESS` below height 120, serves it in a shape, and puts an adapter on it. */
export async function storyGround(
  tell: (story: Story) => void,
  options: Partial<ServerShape> & { readonly maxTransactions?: number } = {},
): Promise<StoryGround> {
  const { maxTransactions = 10_000, ...shape } = options
  const story = createStory({ network: 'main', tipHeight: TIP_HEIGHT, address: ADDRESS, script: SCRIPT })
  tell(story)
  const fake = await startEsploraServer({ chain: story, ...shape })
  onTestFinished(() => fake.close())
  const source = adapter(fake, { maxTransactions })
  return {
    story,
    fake,
    source,
    asked: (route) => fake.requests.filter((request) => request.route === route).length,
  }
}

/** `count` payments of 1, 2, 3 ... sat, one a block from height 1 on; each tenth is spent again in the same block. */
export function manyPayments(count: number): (story: Story) => void {
  return (story) => {
    for (let n = 1; n <= count; n++) {
      if (n % 10 === 0) story.spend(n, 1)
      else story.receive(n, n)
    }
  }
}
