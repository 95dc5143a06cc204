import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { dialDirectly } from '../../../../electron/sources/dial/dial-directly.ts'
import { StepFailed } from '../../../../electron/sources/probe/probe-types.ts'
import { madeUpChain } from '../../../fakes/electrum-chain.ts'
import { electrum, electrumServer, START_HEIGHT } from '../electrum/electrum-ground.ts'
import { lines, secureWeb, trust, web } from '../probe/ground.ts'
import { ADDRESS, arrived, server as esplora, never, providerError, TIP_HEIGHT } from '../provider-ground.ts'
import { provider, testMemory, watchResolver } from './dial-ground.ts'

const OWN = { kind: 'direct', allowOwnNetwork: true } as const
/** Set aside for examples: nobody's. */
const PUBLIC = '192.0.2.1'

/** Gives these answers in turn, the last one for ever; what it was asked for is on record. */
function resolver(...answers: readonly (readonly string[])[]) {
  const asked: string[] = []
  const lookup = async (name: string): Promise<readonly string[]> =>
    answers[Math.min(asked.push(name), answers.length) - 1] ?? []
  return { lookup, asked }
}

/** A server that only counts who comes. */
async function counter(): Promise<{ readonly port: number; readonly came: Socket[] }> {
  const came: Socket[] = []
  return { port: await lines((socket) => came.push(socket)), came }
}

async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'connected',
    (error: unknown) => error,
  )
}

describe('a direct connection', () => {
  it('goes to the address that was judged: a name is looked up once a connection, and by nobody else', async () => {
    const { port, came } = await counter()
    const names = watchResolver()
    const { lookup, asked } = resolver(['127.0.0.1'], ['8.8.8.8'])
    const dial = dialDirectly({ lookup, allowOwnNetwork: true })
    const socket = await dial({ host: 'provider.example.', port, encrypted: true }, never)
    expect([socket.remoteAddress, asked, names]).toEqual(['127.0.0.1', ['provider.example'], []])
    socket.destroy()
    await expect.poll(() => came.length).toBe(1)
  })

  it('is refused once a public name leads into the own network, though it led out of it before', async () => {
    const { port, came } = await counter()
    const { lookup, asked } = resolver([PUBLIC], ['127.0.0.1'])
    const dial = dialDirectly({ lookup })
    const place = { host: 'provider.example', port, encrypted: true }
    await failure(dial(place, AbortSignal.timeout(50))) // nobody is there
    const refused = await failure(dial(place, never))
    expect(refused).toBeInstanceOf(StepFailed)
    expect([asked.length, came.length]).toEqual([2, 0])
  })

  it.each([
    ['127.0.0.1'],
    ['10.1.2.3'],
    ['100.64.0.1'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['64:ff9b::7f00:1'],
    ['fd00::1'],
  ])('is refused at a public name that leads to %s beside a public address', async (address) => {
    const { port, came } = await counter()
    const { lookup } = resolver([PUBLIC, address])
    const refused = await failure(
      dialDirectly({ lookup })({ host: 'p.example', port, encrypted: true }, never),
    )
    expect(refused).toMatchObject({ needsConsent: true })
    expect(came).toEqual([])
  })

  it('is refused at an address of cloud metadata, consent or not', async () => {
    const { lookup } = resolver(['169.254.169.254'])
    const dial = dialDirectly({ lookup, allowOwnNetwork: true })
    const refused = await failure(dial({ host: 'p.example', port: 80, encrypted: true }, never))
    expect(refused).toMatchObject({ needsConsent: false, step: { step: 'dns' } })
  })

  it('finds the address that answers among several', async () => {
    const { port } = await counter()
    const { lookup } = resolver(['::1', '127.0.0.1'])
    const socket = await dialDirectly({ lookup })({ host: 'node.local', port, encrypted: false }, never)
    expect(socket.remoteAddress).toBe('127.0.0.1')
    socket.destroy()
  })

  it('is not waited for longer than its signal says, however long the name server takes', async () => {
    const lookup = (): Promise<readonly string[]> => new Promise(() => undefined)
    const late = failure(
      dialDirectly({ lookup })({ host: 'p.example', port: 1, encrypted: true }, AbortSignal.timeout(20)),
    )
    expect(await late).toMatchObject({ name: 'TimeoutError' })
  })
})

describe('a provider that is reached directly', () => {
  it('is not asked over HTTP where its public name leads into the own network, until the person agrees', async () => {
    trust('self-signed')
    const { port, asked } = await secureWeb({})
    const { lookup } = resolver(['127.0.0.1'])
    const url = `https://provider.example:${port}`
    const refused = await providerError(
      provider(url, 'esplora', undefined, { lookup }).balance(ADDRESS, never),
    )
    expect(refused.problem).toBe('unreachable')
    expect(refused.message).toContain('looks public and leads into your own network')
    const agreed = await providerError(provider(url, 'esplora', OWN, { lookup }).balance(ADDRESS, never))
    expect(agreed.message).toContain('certificate') // it was reached, and shows one for another name
    expect(asked).toEqual([])
  })

  it('is not asked over Electrum either, and pins nothing before', async () => {
    const chain = madeUpChain('main', START_HEIGHT)
    const server = await electrumServer({ chain })
    const { lookup } = resolver(['127.0.0.1'])
    const memory = testMemory('electrum')
    const url = `tls://provider.example:${server.port}`
    const refused = await providerError(provider(url, 'electrum', undefined, { lookup, memory }).tip(never))
    expect(refused.message).toContain('looks public and leads into your own network')
    expect(server.connections).toBe(0)
  })

  it('is judged, too, where an Electrum adapter is built without a way of its own', async () => {
    const chain = madeUpChain('main', START_HEIGHT)
    const server = await electrumServer({ chain })
    const names = watchResolver('127.0.0.1')
    const source = electrum({ url: `tls://provider.example:${server.port}` })
    expect((await providerError(source.tip(never))).message).toContain('looks public')
    expect([names, server.connections]).toEqual([['provider.example'], 0])
  })

  it('is looked up again for each new connection, and refused when its name leads out in the clear', async () => {
    const chain = madeUpChain('main', START_HEIGHT)
    const server = await electrumServer({ chain })
    const { lookup, asked } = resolver(['127.0.0.1'], ['8.8.8.8'])
    const source = provider(`tcp://node.local:${server.port}`, 'electrum', undefined, { lookup })
    expect((await source.tip(never)).height).toBe(START_HEIGHT)
    await source.tip(never)
    expect(asked).toHaveLength(1)
    server.drop()
    await arrived()
    const refused = await providerError(source.tip(never))
    expect(refused.message).toContain('would not be encrypted')
    expect(asked).toHaveLength(2)
  })

  it('is consented to by its spelling where that is an address or name of the own network', async () => {
    const { port } = await esplora()
    for (const host of ['127.0.0.1', 'localhost', 'node.local']) {
      const { lookup } = resolver(['127.0.0.1'])
      const source = provider(`http://${host}:${port}`, 'esplora', undefined, { lookup })
      expect((await source.tip(never)).height).toBe(TIP_HEIGHT)
    }
  })

  it('is probed under the same rule as it is asked under', async () => {
    trust('self-signed')
    const { port } = await secureWeb({})
    const { lookup } = resolver(['127.0.0.1'])
    const url = `https://provider.example:${port}`
    const refused = await providerError(provider(url, null, undefined, { lookup }).tip(never))
    expect(refused.message).toContain('Go on only if this is a server of your own')
    const agreed = await providerError(provider(url, null, OWN, { lookup }).tip(never))
    expect(agreed.message).toContain('certificate is for another name')
  })

  it('is cut off from a server that it no longer uses', async () => {
    const { url, asked } = await web({})
    const source = provider(url, 'esplora')
    await providerError(source.tip(never))
    await source.close()
    expect((await providerError(source.tip(never))).problem).toBe('unreachable')
    expect(asked).toHaveLength(1)
  })
})
