/** A host on an empty folder of the main network, with a clock of its own and a real server of prices. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Host, HostOptions } from '../../../electron/host-types.ts'
import type { PriceSettings, PriceSourceSpec } from '../../../shared/price-sources.ts'
import { type PriceServer, startPriceServer } from '../../fakes/price-server.ts'
import { type Call, callOf, openTestHost, testHostOptions } from '../../ground/host-ground.ts'

export const NOON = Date.parse('2021-01-10T12:00:00Z')

export interface PriceGround {
  readonly server: PriceServer
  readonly clock: { time: number; now(): number }
  readonly dataDir: string
  readonly request: Call
  readonly prices: (change?: Partial<PriceSettings>) => Promise<void>
}

/** The form in which the server answers. */
export function specAt(url: string): PriceSourceSpec {
  return {
    name: 'mine',
    now: { url: `${url}/now`, price: '/{CURRENCY}', time: '/time' },
    day: { url: `${url}/day?c={currency}&d={date}&t={timestamp}`, price: '/price', time: '/time' },
    series: { url: `${url}/all`, list: '/prices', price: '/{CURRENCY}', time: '/time' },
  }
}

/** A host that owns its folder, on the main network. */
export function hostOptions(dataDir: string): HostOptions {
  return testHostOptions(dataDir, { network: 'main', purpose: 'tidemark add' })
}

export async function openHost(
  dataDir: string,
  options: Partial<HostOptions>,
  now = Date.now,
): Promise<Host> {
  const opened = await openTestHost(dataDir, { ...hostOptions(dataDir), ...options }, { clock: { now } })
  return opened.host
}

/** Opens everything; closed when the test ends. */
export async function priceGround(
  answers: Record<string, unknown>,
  options: Partial<HostOptions> = {},
): Promise<PriceGround> {
  const server = await startPriceServer(answers)
  const dataDir = await mkdtemp(join(tmpdir(), 'tidemark-prices-'))
  onTestFinished(async () => {
    await server.close()
    await rm(dataDir, { recursive: true })
  })
  const clock = { time: NOON, now: () => clock.time }
  const request = callOf(await openHost(dataDir, options, clock.now))
  const prices = async (change: Partial<PriceSettings> = {}): Promise<void> => {
    const source = { kind: 'custom', spec: specAt(server.url) } as const
    await request('settings.setPrices', { enabled: true, source, currency: 'EUR', consent: true, ...change })
  }
  return { server, clock, dataDir, request, prices }
}
