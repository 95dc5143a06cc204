import { describe, expect, it } from 'vitest'
import { FAULTS, type Fault } from '../../fakes/esplora-faults.ts'
import { ADDRESS, never, OTHER_ADDRESS, providerError } from './provider-ground.ts'
import { story, uniformGround } from './uniform-ground.ts'

/** Puts fields into the reply, as raw JSON. */
function fields(raw: string): Fault {
  return { kind: 'edit', edit: (body) => body.replace(/\}$/, `,${raw}}`) }
}

/** A server whose next answers have this fault: what becomes of a balance. */
async function problemOf(fault: Fault, timeoutMs = 20_000): Promise<string> {
  const { source, fake } = await uniformGround({}, { timeoutMs })
  fake.faults.set('address', fault)
  const newest = await providerError(source.balance(ADDRESS, never))
  const before = await providerError(source.balanceAt(ADDRESS, 120, never))
  expect(before.problem).toBe(newest.problem)
  return newest.problem
}

describe('an answer that cannot be right gives no number', () => {
  it.each([
    ['a float', 'balance', '65000.5'],
    ['a negative amount', 'balance', '-1'],
    ['minus zero', 'balance', '-0'],
    ['infinity', 'balance', '1e400'],
    ['more than can exist', 'balance', '2100000000000001'],
    ['a string', 'balance', '"65000"'],
    ['null', 'balance', 'null'],
    ['a height that is no number', 'height', '"120"'],
    ['a negative height', 'height', '-1'],
    ['a height beyond every chain', 'height', '1e400'],
    ['a hash that is too short', 'hash', '"abcd"'],
    ['a hash in upper case', 'hash', `"${'AB'.repeat(32)}"`],
    ['another network', 'network', '"testnet4"'],
    ['another address', 'address', `"${OTHER_ADDRESS}"`],
    ['a pending amount that is no whole number', 'pending', '0.5'],
    ['a pending amount of minus zero', 'pending', '-0'],
    ['more pending than can exist', 'pending', '-2100000000000001'],
    ['a time in the future', 'time', '99999999999'],
    ['a time before the first block', 'time', '1'],
  ])('%s', async (_what, name, raw) => {
    const { source, fake } = await uniformGround()
    fake.faults.set('address', FAULTS.field(name, raw))
    expect((await providerError(source.balance(ADDRESS, never))).problem).toBe('bad_answer')
  })

  it.each([
    ['parts that do not add up to the balance', fields('"confirmed":64000,"immature":500'), 'bad_answer'],
    ['a confirmed part that is not the balance', fields('"confirmed":64300'), 'bad_answer'],
    ['a figure that it calls stale', fields('"kind":"stale"'), 'cannot_know'],
    ['a figure that it has from another server', fields('"source":"provider:a"'), 'cannot_know'],
    ['a figure that it calls incomplete', fields('"completeness":{"unspent":"incomplete"}'), 'cannot_know'],
    ['JSON without a balance', FAULTS.json('{"error":"limits reached"}'), 'bad_answer'],
    ['JSON that is no object', FAULTS.json('[]'), 'bad_answer'],
    ['JSON that is cut', FAULTS.json('{"balance":65000,'), 'bad_answer'],
    ['JSON nested without end', FAULTS.deepJson(5_000), 'bad_answer'],
    ['a web page', FAULTS.html(), 'bad_answer'],
    ['a figure as plain text', { kind: 'reply', contentType: 'text/plain' }, 'bad_answer'],
    ['a body drowned in white space', { kind: 'huge', bytes: 1_000_000 }, 'bad_answer'],
    ['a redirect', FAULTS.redirect('http://127.0.0.1:1/'), 'bad_answer'],
    ['401', FAULTS.status(401), 'refused'],
    ['403', FAULTS.status(403), 'refused'],
    ['429', FAULTS.status(429), 'refused'],
    ['500', FAULTS.status(500), 'fault'],
    ['503 with reasons', FAULTS.status(503, '{"error":"unknown","reasons":["snapshot_waiting"]}'), 'fault'],
    ['400', FAULTS.status(400), 'bad_request'],
    ['404', FAULTS.status(404), 'unsupported'],
    ['a connection that breaks', { kind: 'reset' }, 'unreachable'],
    ['an answer that ends in the middle', { kind: 'truncate' }, 'unreachable'],
  ] satisfies readonly (readonly [string, Fault, string])[])('%s', async (_what, fault, problem) => {
    expect(await problemOf(fault)).toBe(problem)
  })

  it.each([
    ['no byte at all', { kind: 'hang' }],
    ['one byte at a time', { kind: 'drip', everyMs: 50 }],
  ] satisfies readonly (readonly [string, Fault])[])('%s', async (_what, fault) => {
    expect(await problemOf(fault, 200)).toBe('unreachable')
  })

  it('more going out than there is: its parts belong to different blocks', async () => {
    const { source, fake } = await uniformGround()
    fake.faults.set('address', FAULTS.field('pending', '-65001'))
    expect((await providerError(source.balance(ADDRESS, never))).problem).toBe('moving')
  })

  it.each([
    ['behind', 'moving'],
    ['offline', 'cannot_know'],
    ['stale', 'cannot_know'],
  ])('a newest figure whose freshness it calls %s; at a height it may be', async (state, problem) => {
    const { source, fake } = await uniformGround()
    fake.faults.set('address', fields(`"freshness":{"state":"${state}","blocksBehind":3}`))
    expect((await providerError(source.balance(ADDRESS, never))).problem).toBe(problem)
    await expect(source.balanceAt(ADDRESS, 40, never)).resolves.toMatchObject({ confirmed: 70_000 })
  })

  it('figures at a height after a reorganisation carry the hash of the new branch', async () => {
    const { source, chain, data } = await uniformGround({ hash: false, network: false, time: false })
    const before = await source.balanceAt(ADDRESS, 100, never)
    chain.set({ ...data, branch: { from: 90, name: 'other' } })
    const after = await source.balanceAt(ADDRESS, 100, never)
    expect(after.at.height).toBe(100)
    expect(after.at.hash).not.toBe(before.at.hash)
  })

  it('is not fooled by another network that answers under the right shape', async () => {
    const { source } = await uniformGround({}, {}, { ...story(), network: 'testnet4' })
    expect((await providerError(source.balance(ADDRESS, never))).problem).toBe('bad_answer')
  })
})
