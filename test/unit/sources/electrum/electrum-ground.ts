/** The ground of the Electrum tests: a made-up chain behind a server on a real socket, and an adapter on it. */
import { onTestFinished } from 'vitest'
import type { BlockHintGround } from '../../../../electron/sources/electrum/block-hints.ts'
import { createElectrum, type ElectrumSource } from '../../../../electron/sources/electrum/electrum.ts'
import { parseElectrumUrl } from '../../../../electron/sources/electrum/electrum-url.ts'
import { createHints } from '../../../../electron/sources/electrum/hints.ts'
import { memoryPins } from '../../../../electron/sources/electrum/pins.ts'
import { ElectrumSession } from '../../../../electron/sources/electrum/session.ts'
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

/** A bare session, and those who are told of what it hears; closed when the test ends. */
export function sessionOn({ url }: { readonly url: string }): Omit<BlockHintGround, 'times'> {
  const listeners: BlockHintGround['listeners'] = new Set()
  const hints = createHints((hint) => {
    for (const listener of listeners) listener(hint)
  })
  const session = new ElectrumSession({
    url: parseElectrumUrl(url),
    network: 'main',
    clock: { now: Date.now },
    pins: memoryPins(),
    timeoutMs: 20_000,
    maxBytes: 1_000_000,
    idleMs: 60_000,
    onNotification: (notification) => hints.heard(notification),
    onLost: () => hints.lost(),
  })
  onTestFinished(() => session.close())
  return { session, listeners }
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
    timeoutMs: 20_000,
    ...options,
  })
  onTestFinished(() => source.close())
  return source
}
