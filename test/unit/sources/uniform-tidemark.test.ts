import { describe, expect, it } from 'vitest'
import { sampleReading } from '../../fakes/contract-samples.ts'
import { bearer, portfolioOf, runApi, WATCHED } from '../serve/api-ground.ts'
import { never, providerError } from './provider-ground.ts'
import { uniformOn } from './uniform-ground.ts'

const at = { height: 120, hash: 'ab'.repeat(32) }

/** A Tidemark that another one may ask. */
async function asked(...args: Parameters<typeof runApi>) {
  const running = await runApi(...args)
  const source = uniformOn(`http://127.0.0.1:${running.port}`, {
    network: 'regtest',
    apiKey: running.key.key,
  })
  return { ...running, source }
}

describe('one Tidemark as the provider of another', () => {
  it('gives its balance, immature part included, as of its block', async () => {
    const { source } = await asked(portfolioOf({ immature: 500 }))
    expect(await source.balance(WATCHED, never)).toMatchObject({
      confirmed: 150_000_500,
      pending: -1_000,
      at,
      tipTime: 1_700_000_000,
    })
  })

  it('gives its tip', async () => {
    const { source } = await asked(undefined, { clock: { now: () => 1_700_000_060_000 } })
    expect(await source.tip(never)).toEqual({ ...at, time: 1_700_000_000 })
  })

  it('tells the balance at its own block and at no other', async () => {
    const { source } = await asked()
    expect(await source.balanceAt(WATCHED, 120, never)).toMatchObject({
      confirmed: 150_000_000,
      pending: 0,
      at,
    })
    expect((await providerError(source.balanceAt(WATCHED, 119, never))).problem).toBe('cannot_know')
  })

  it('does not serve an address that it does not watch', async () => {
    const { source } = await asked()
    const other = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202'
    expect((await providerError(source.balance(other, never))).problem).toBe('unsupported')
  })

  it('gives no number while it does not know, or only knows a stale one, or one from somebody else', async () => {
    const unknown = await asked(portfolioOf(sampleReading('unknown', WATCHED)))
    expect((await providerError(unknown.source.balance(WATCHED, never))).problem).toBe('fault')
    const stale = await asked(portfolioOf(sampleReading('stale', WATCHED)))
    expect((await providerError(stale.source.balance(WATCHED, never))).problem).toBe('cannot_know')
    const hearsay = await asked(portfolioOf({ source: 'provider:a' }))
    expect((await providerError(hearsay.source.balance(WATCHED, never))).problem).toBe('cannot_know')
  })

  it('refuses as soon as the key is revoked', async () => {
    const { source, keys, key, get } = await asked()
    await source.balance(WATCHED, never)
    await keys.revoke(key.id)
    expect((await providerError(source.balance(WATCHED, never))).problem).toBe('refused')
    expect((await get('/tip', bearer(key.key))).status).toBe(401)
  })

  it('on another network is refused', async () => {
    const { port, key } = await runApi()
    const source = uniformOn(`http://127.0.0.1:${port}`, { network: 'main', apiKey: key.key })
    expect((await providerError(source.balance(WATCHED, never))).problem).toBe('bad_answer')
  })
})
