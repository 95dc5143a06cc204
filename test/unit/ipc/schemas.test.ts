import { describe, expect, it } from 'vitest'
import { inputSchemas } from '../../../electron/ipc/schemas.ts'
import { REQUEST_NAMES, SAMPLE_INPUTS } from '../../fakes/contract-samples.ts'

const accepts = (name: keyof typeof inputSchemas, input: unknown): boolean =>
  inputSchemas[name].safeParse(input).success

describe('the validators of requests', () => {
  it.each(REQUEST_NAMES)('take the full input that the contract allows for %s, unchanged', (name) => {
    expect(inputSchemas[name].parse(SAMPLE_INPUTS[name])).toEqual(SAMPLE_INPUTS[name])
  })

  it.each(REQUEST_NAMES)('refuse a field beyond the contract for %s', (name) => {
    expect(accepts(name, { ...SAMPLE_INPUTS[name], extra: 1 })).toBe(false)
  })

  it.each(REQUEST_NAMES)('refuse what is not an object for %s', (name) => {
    for (const input of [undefined, 'text', 1, []]) expect(accepts(name, input)).toBe(false)
  })

  it('take a node that is unset, and nothing else that is null', () => {
    const takeNull = REQUEST_NAMES.filter((name) => accepts(name, null))
    expect(takeNull).toEqual(['settings.setNode'])
  })

  const cookie = (file: string) => ({ url: 'http://a', auth: { kind: 'cookie', file } })
  const password = (user: string, secret: string) => ({
    url: 'http://a',
    auth: { kind: 'password', user, password: secret },
  })
  it.each([
    ['10,001 lines', 'portfolio.add', { lines: Array(10_001).fill('a'), atomic: true }],
    ['a line of 10,001 characters', 'portfolio.add', { lines: ['a'.repeat(10_001)], atomic: true }],
    ['a label of 201 characters', 'portfolio.add', { lines: [], label: 'a'.repeat(201), atomic: true }],
    ['a group of 201 characters', 'portfolio.add', { lines: [], group: 'a'.repeat(201), atomic: true }],
    ['a label that is undefined', 'portfolio.add', { lines: [], label: undefined, atomic: true }],
    ['a missing atomic', 'portfolio.add', { lines: [] }],
    ['an id of 0', 'portfolio.remove', { watchIds: [0] }],
    ['an id of 1.5', 'address.detail', { watchId: 1.5 }],
    ['an id as text', 'address.detail', { watchId: '1' }],
    ['a URL of 2,001 characters', 'node.test', { ...password('u', 'p'), url: 'h'.repeat(2_001) }],
    ['a password of 1,001 characters', 'node.test', password('u', 'p'.repeat(1_001))],
    ['a cookie without a file', 'node.test', cookie('')],
    ['an unknown kind of credentials', 'node.test', { url: 'http://a', auth: { kind: 'none' } }],
    [
      '51 providers',
      'settings.setProviders',
      { providers: Array.from({ length: 51 }, () => ({ url: 'http://a', consent: true })) },
    ],
    ['0 blocks', 'settings.setStaleAfter', { blocks: 0 }],
    ['infinite blocks', 'settings.setStaleAfter', { blocks: Number.POSITIVE_INFINITY }],
    ['an address list that is text', 'balance.read', { addresses: 'a', refresh: false }],
    ['a height below 0', 'balance.at', { height: -1, ask: false }],
    ['a height of 1.5', 'balance.at', { height: 1.5, ask: false }],
    ['a height that is a lock time', 'balance.at', { height: 500_000_000, ask: false }],
  ] as const)('refuse %s', (_what, name, input) => {
    expect(accepts(name, input)).toBe(false)
  })
})
