/** A host on an empty folder of the main network, with a clock of its own and a real server of prices. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createHost } from '../../../electron/host.ts'
import type { Host, HostOptions } from '../../../electron/host-types.ts'
import type { RequestInput, RequestName, RequestOutput } from '../../../shared/ipc/contract.ts'
import type { PriceSettings, PriceSourceSpec } from '../../../shared/price-sources.ts'
import { type PriceServer, startPriceServer } from '../../fakes/price-server.ts'

export const NOON = Date.parse('2021-01-10T12:00:00Z')

export interface PriceGround {
  readonly server: PriceServer
  readonly clock: { time: number; now(): number }
  readonly dataDir: string
  readonly request: <K extends RequestName>(name: K, input: RequestInput<K>) => Promise<RequestOutput<K>>
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
  return {
    dataDir,
    network: 'main',
    access: 'own',
    follow: false,
    settingsWritable: true,
    purpose: 'tidemark add',
    version: '0',
  }
}

export async function openHost(
  dataDir: string,
  options: Partial<HostOptions>,
  now = Date.now,
): Promise<Host> {
  const host = await createHost({ ...hostOptions(dataDir), ...options }, { clock: { now } })
  onTestFinished(() => host.stop())
  return host
}

/** Calls a request and gives its value; a failure is thrown as its envelope. */
export function callOn(host: Host): PriceGround['request'] {
  return async <K extends RequestName>(name: K, input: RequestInput<K>) => {
    const result = await host.router.call(name, input, new AbortController().signal)
    if (!result.ok) throw result.error
    return result.value as RequestOutput<K> // the router answers a name with its own output
  }
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
  const request = callOn(await openHost(dataDir, options, clock.now))
  const prices = async (change: Partial<PriceSettings> = {}): Promise<void> => {
    const source = { kind: 'custom', spec: specAt(server.url) } as const
    await request('settings.setPrices', { enabled: true, source, currency: 'EUR', consent: true, ...change })
  }
  return { server, clock, dataDir, request, prices }
}
