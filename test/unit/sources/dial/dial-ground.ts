/** The ground of the dial tests: providers as the composition root builds them, and a proxy that keeps a record. */
import dns from 'node:dns'
import dnsPromises from 'node:dns/promises'
import { syncBuiltinESMExports } from 'node:module'
import { onTestFinished, vi } from 'vitest'
import type { BalanceSource, ProviderFamily } from '../../../../electron/engine/ports.ts'
import {
  createProvider,
  type ProviderGround,
  type ProviderMemory,
} from '../../../../electron/sources/create-provider.ts'
import { isolationOf } from '../../../../electron/sources/dial/isolation.ts'
import type { ProviderRoute } from '../../../../electron/sources/dial/route.ts'
import { memoryPins } from '../../../../electron/sources/electrum/pins.ts'
import { type SocksServer, startSocksServer } from '../../../fakes/socks5-server.ts'
import { ADDRESS, OTHER_ADDRESS } from '../provider-ground.ts'

export const ONION = 'explorerzydxu5ecjrkwceayqybizmpjjznk5izmitf2modhcusuqlid.onion'

/** A proxy, closed when the test ends, whose every stream ends at this port. */
export async function proxyTo(port: number): Promise<SocksServer> {
  const proxy = await startSocksServer(() => port)
  onTestFinished(() => proxy.close())
  return proxy
}

export function socks({ port }: { readonly port: number }): ProviderRoute {
  return { kind: 'socks5', host: '127.0.0.1', port }
}

export const ID = 'one'

/** A memory that lasts as long as the test. With this key the two addresses are in different groups. */
export function testMemory(family: ProviderFamily | null): ProviderMemory {
  return {
    family: () => family,
    setFamily: () => undefined,
    pins: memoryPins(),
    forgetPin: async () => false,
    groupKey: () => apart(),
  }
}

function apart(): string {
  const groupOf = (key: string, address: string): unknown =>
    isolationOf({ provider: ID, groupKey: key, loginKey: Buffer.of(1) }).groupOf([address])
  for (let n = 0; ; n++)
    if (groupOf(String(n), ADDRESS) !== groupOf(String(n), OTHER_ADDRESS)) return String(n)
}

/** A source as the composition root builds it, closed when the test ends. */
export function provider(
  url: string,
  family: ProviderFamily | null,
  route?: ProviderRoute,
  ground: Partial<ProviderGround> = {},
): BalanceSource {
  const place = { id: ID, url, ...(route === undefined ? {} : { route }) }
  const source = createProvider(place, {
    network: 'main',
    clock: { now: Date.now },
    memory: testMemory(family),
    ...ground,
  })
  onTestFinished(() => source.close())
  return source
}

/** Every name that is looked up by anybody in this process, until the test ends. Without an answer nobody gets one. */
export function watchResolver(answer: string | null = null): readonly string[] {
  const names: string[] = []
  const callback = vi.spyOn(dns, 'lookup').mockImplementation((name: string, ...rest: unknown[]) => {
    names.push(name)
    const done = rest.at(-1) as (error: Error) => void // the last argument of every form of lookup
    done(new Error('not in this test'))
  })
  const all = async (name: string): Promise<dns.LookupAddress[]> => {
    names.push(name)
    if (answer === null) throw new Error('not in this test')
    return [{ address: answer, family: 4 }]
  }
  const promise = vi.spyOn(dnsPromises, 'lookup').mockImplementation(all as never) // of its forms, the one that is used
  syncBuiltinESMExports()
  onTestFinished(() => {
    callback.mockRestore()
    promise.mockRestore()
    syncBuiltinESMExports()
  })
  return names
}
