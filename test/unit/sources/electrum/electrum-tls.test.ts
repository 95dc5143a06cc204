import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { describe, expect, it, onTestFinished } from 'vitest'
import { memoryPins } from '../../../../electron/sources/electrum/pins.ts'
import {
  EXPIRED,
  RENEWED,
  SELF_SIGNED,
  TEST_AUTHORITY,
  VOUCHED_FOR,
} from '../../../fakes/electrum-certificates.ts'
import { madeUpChain } from '../../../fakes/electrum-chain.ts'
import { ADDRESS, arrived, never, providerError } from '../provider-ground.ts'
import { electrum, electrumGround, electrumServer, START_HEIGHT } from './electrum-ground.ts'

describe('an Electrum server over TLS', () => {
  it('is pinned on first use where it signs its own certificate, and known again', async () => {
    const pins = memoryPins()
    const { server, source } = await electrumGround({ pins }, { tls: SELF_SIGNED })
    expect((await source.balance(ADDRESS, never)).at.height).toBe(START_HEIGHT)
    expect(await pins.load(`tls://localhost:${server.port}`)).toMatch(/^[0-9a-f]{64}$/)
    expect((await electrum(server, { pins }).tip(never)).height).toBe(START_HEIGHT)
  })

  it('is refused with another certificate than the pinned one, which stays', async () => {
    const pins = memoryPins()
    const { chain, server, source } = await electrumGround({ pins }, { tls: SELF_SIGNED })
    await source.tip(never)
    const pinned = await pins.load(`tls://localhost:${server.port}`)
    await server.close()
    const renewed = await electrumServer({ chain, tls: RENEWED, port: server.port })
    await arrived() // until the old connection has ended on this side too
    for (let n = 0; n < 2; n++) {
      const error = await providerError(source.balance(ADDRESS, never))
      expect(error.problem).toBe('unreachable')
      expect(error.message).toContain('certificate is not the one it had before')
    }
    expect(renewed.requests).toEqual([])
    expect(await pins.load(`tls://localhost:${server.port}`)).toBe(pinned)
  })

  it('is not pinned before it has proven to be of the right network', async () => {
    const pins = memoryPins()
    const chain = madeUpChain('regtest', 3)
    const server = await electrumServer({ chain, tls: SELF_SIGNED })
    expect((await providerError(electrum(server, { pins }).tip(never))).problem).toBe('bad_answer')
    expect(await pins.load(`tls://localhost:${server.port}`)).toBeNull()
  })

  it('is not used when its certificate cannot be remembered', async () => {
    const save = (): Promise<void> => Promise.reject(new Error('disk full'))
    const { server, source } = await electrumGround({ pins: { ...memoryPins(), save } }, { tls: SELF_SIGNED })
    const error = await providerError(source.balance(ADDRESS, never))
    expect(error).toMatchObject({
      problem: 'unreachable',
      message: 'its certificate could not be remembered',
    })
    expect(server.requests.some(({ method }) => method.includes('scripthash'))).toBe(false)
  })

  it('is refused while its certificate is out of its time', async () => {
    const { source, server } = await electrumGround({}, { tls: EXPIRED })
    const error = await providerError(source.balance(ADDRESS, never))
    expect(error).toMatchObject({ problem: 'unreachable', message: 'its certificate is not valid' })
    expect(server.requests).toEqual([])
  })

  it('is not pinned while its certificate is out of its time by the clock that is given', async () => {
    const clock = { now: () => Date.UTC(2400, 0) }
    const { source } = await electrumGround({ clock }, { tls: SELF_SIGNED })
    const error = await providerError(source.balance(ADDRESS, never))
    expect(error).toMatchObject({ problem: 'unreachable', message: 'its certificate is not valid' })
  })

  it('needs no pin where the system vouches for its certificate', async () => {
    const before = getCACertificates()
    onTestFinished(() => setDefaultCACertificates(before))
    setDefaultCACertificates([...before, TEST_AUTHORITY])
    const pins = memoryPins()
    const { server, source } = await electrumGround({ pins }, { tls: VOUCHED_FOR })
    expect((await source.tip(never)).height).toBe(START_HEIGHT)
    expect(await pins.load(`tls://localhost:${server.port}`)).toBeNull()
  })

  it('is unreachable where it speaks no TLS, and where TLS is not asked for', async () => {
    const plain = await electrumGround()
    const { port } = plain.server
    const asTls = electrum({ url: `tls://localhost:${port}` }, { timeoutMs: 500 })
    expect((await providerError(asTls.tip(never))).problem).toBe('unreachable')
    const secure = await electrumGround({}, { tls: SELF_SIGNED })
    const asTcp = electrum({ url: `tcp://127.0.0.1:${secure.server.port}` }, { timeoutMs: 500 })
    expect(['unreachable', 'bad_answer']).toContain((await providerError(asTcp.tip(never))).problem)
  })
})
