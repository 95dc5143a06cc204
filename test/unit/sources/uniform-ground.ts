/** The ground of the uniform tests: a made-up chain behind a real server, and adapters on it. */
import { onTestFinished } from 'vitest'
import type { BalanceSource } from '../../../electron/engine/ports.ts'
import { createUniform, type UniformOptions } from '../../../electron/sources/uniform.ts'
import { type MadeUpUniform, madeUpUniform } from '../../fakes/uniform-chain.ts'
import {
  FULL_SHAPE,
  startUniformServer,
  type UniformServer,
  type UniformShape,
} from '../../fakes/uniform-server.ts'
import { ADDRESS, OTHER_ADDRESS } from './provider-ground.ts'

/** 50,000 sat from block 10, 20,000 more from block 40, 5,000 gone with block 80; 700 are going out. */
export function story(): MadeUpUniform {
  return {
    network: 'main',
    tipHeight: 120,
    tipTime: Math.floor(Date.now() / 1000) - 60,
    addresses: {
      [ADDRESS]: {
        changes: [
          [10, 50_000],
          [40, 20_000],
          [80, -5_000],
        ],
        pending: -700,
      },
      [OTHER_ADDRESS]: { changes: [], pending: 0 },
    },
  }
}

export interface UniformGround {
  readonly fake: UniformServer
  readonly chain: ReturnType<typeof madeUpUniform>
  readonly data: MadeUpUniform
  readonly source: BalanceSource
}

/** A server of this shape and an adapter on it, both closed when the test ends. */
export async function uniformGround(
  shape: Partial<UniformShape> = {},
  options: Partial<UniformOptions> = {},
  data: MadeUpUniform = story(),
): Promise<UniformGround> {
  const chain = madeUpUniform(data)
  const fake = await startUniformServer(chain, { ...FULL_SHAPE, ...shape })
  onTestFinished(() => fake.close())
  return { fake, chain, data, source: uniformOn(fake.url, options) }
}

/** An adapter on a URL, closed when the test ends. */
export function uniformOn(url: string, options: Partial<UniformOptions> = {}): BalanceSource {
  const source = createUniform({
    id: 'u',
    url,
    network: 'main',
    clock: { now: Date.now },
    timeoutMs: 20_000,
    ...options,
  })
  onTestFinished(() => source.close())
  return source
}
