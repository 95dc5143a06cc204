/** The ground of the Electrum tests: a made-up chain behind a server on a real socket, and an adapter on it. */
import { onTestFinished } from 'vitest'
import { createElectrum, type ElectrumSource } from '../../../../electron/sources/electrum/electrum.ts'
import { type MadeUpChain, madeUpChain } from '../../../fakes/electrum-chain.ts'
import {
  type ElectrumServer,
  type ElectrumServerOptions,
  startElectrumServer,
} from '../../../fakes/electrum-server.ts'
import { ADDRESS, OTHER_ADDRESS } from '../provider-ground.ts'

export const START_HEIGHT = 120

export interface Ground {
  readonly chain: MadeUpChain
  readonly server: ElectrumServer
  readonly source: ElectrumSource
}

/** Starts both; closed when the test ends. */
export async function electrumGround(
  options: Partial<Parameters<typeof createElectrum>[0]> = {},
  serverOptions: Partial<ElectrumServerOptions> = {},
): Promise<Ground> {
  const chain = madeUpChain('main', START_HEIGHT)
  const server = await electrumServer({ chain, ...serverOptions })
  return { chain, server, source: electrum(server, options) }
}

/** A server that knows both addresses. */
export async function electrumServer(
  options: Pick<ElectrumServerOptions, 'chain'> & Partial<ElectrumServerOptions>,
): Promise<ElectrumServer> {
  const addresses = [ADDRESS, OTHER_ADDRESS]
  const server = await startElectrumServer({ network: 'main', addresses, ...options })
  onTestFinished(() => server.close())
  return server
}

/** An adapter. */
export function electrum(
  { url }: { readonly url: string },
  options: Partial<Parameters<typeof createElectrum>[0]> = {},
): ElectrumSource {
  const clock = { now: Date.now }
  const source = createElectrum({
    id: 'e',
    url,
    network: 'main',
    clock,
    movingWaitMs: 10,
    timeoutMs: 2_000,
    ...options,
  })
  onTestFinished(() => source.close())
  return source
}
