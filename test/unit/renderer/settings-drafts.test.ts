import { describe, expect, it } from 'vitest'
import { numberIn } from '../../../renderer/components/forms/number-input.ts'
import {
  CACHE_TTL_S,
  DEADLINE_S,
  poolFieldsOf,
  poolInputOf,
} from '../../../renderer/features/sources/pool-input.ts'
import {
  askedCount,
  limitOf,
  portfolioNames,
  privacyInputOf,
  withLimit,
} from '../../../renderer/features/sources/privacy-draft.ts'
import {
  draftsOf,
  inputOf,
  moved,
  tierOf,
  withProxy,
} from '../../../renderer/features/sources/provider-draft.ts'
import type { ProviderSetting } from '../../../shared/ipc/contract.ts'
import type { Privacy } from '../../../shared/providers.ts'

const provider = (change: Partial<ProviderSetting> = {}): ProviderSetting => ({
  id: 'a.example',
  url: 'https://a.example',
  tier: 'public',
  tierSaid: false,
  consent: false,
  proxy: false,
  ...change,
})
const draft = (change: Partial<ProviderSetting> = {}) => {
  const [first] = draftsOf([provider(change)])
  if (!first) throw new Error('one provider makes one draft')
  return first
}

describe('a list of providers that is saved unchanged', () => {
  it('is what it was: consent, way, order, and a tier only where one was said', () => {
    const stored = [
      provider({ consent: true }),
      provider({ url: 'https://b.example', tier: 'own-server', tierSaid: true }),
      provider({ url: 'https://c.example', tier: 'tor', proxy: true }),
    ]
    expect(draftsOf(stored).map(inputOf)).toEqual([
      { url: 'https://a.example', consent: true, proxy: false },
      { url: 'https://b.example', tier: 'own-server', consent: false, proxy: false },
      { url: 'https://c.example', consent: false, proxy: true },
    ])
  })
})

describe('the tier of a provider that is being edited', () => {
  it('follows the way to it, except for a server in the own network', () => {
    expect(tierOf(withProxy(draft(), true))).toBe('tor')
    expect(tierOf(withProxy(draft({ tier: 'tor', proxy: true }), false))).toBe('public')
    expect(tierOf(withProxy(draft({ tier: 'own-server' }), true))).toBe('own-server')
  })

  it('is not Tor any more without the proxy, even where the person said so', () => {
    const direct = withProxy(draft({ tier: 'tor', tierSaid: true, proxy: true }), false)
    expect(inputOf(direct)).toEqual({ url: 'https://a.example', consent: false, proxy: false })
  })

  it('is not guessed where the person said one until now', () => {
    const said = draft({ tier: 'own-server', tierSaid: true })
    expect(tierOf(said)).toBe('own-server')
    expect(tierOf({ ...said, tier: null })).toBeNull()
  })
})

describe('the order of preference', () => {
  it('changes by one place at a time and not past its ends', () => {
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b'])
    const list = ['a', 'b']
    expect(moved(list, 0, -1)).toBe(list)
    expect(moved(list, 1, 1)).toBe(list)
  })
})

describe('limits of portfolios', () => {
  const privacy: Privacy = { limit: null, groups: { Vault: 'own-node', Gone: 'tor' } }

  it('can be set for every portfolio, archived and empty ones too, those without a name last', () => {
    const places = [
      { name: '', count: 1 },
      { name: 'Vault', count: 1 },
      { name: 'Old', count: 0 },
    ]
    expect(portfolioNames(places, privacy)).toEqual(['Gone', 'Old', 'Vault', ''])
    expect(portfolioNames([], { groups: {} })).toEqual([''])
  })

  it('are kept beside the one that changes, and forgotten where none is wanted', () => {
    const next = withLimit(withLimit(privacy, '', 'public'), 'Gone', null)
    expect(privacyInputOf(next)).toEqual({
      limit: null,
      groups: [
        { group: 'Vault', limit: 'own-node' },
        { group: '', limit: 'public' },
      ],
    })
    expect(limitOf(next, 'Gone')).toBeNull()
  })

  it('are read by their own name alone, whatever that is', () => {
    expect(limitOf({ groups: {} }, 'constructor')).toBeNull()
    const odd = withLimit({ limit: null, groups: {} }, '__proto__', 'own-node')
    expect(limitOf(odd, '__proto__')).toBe('own-node')
    expect(privacyInputOf(odd).groups).toEqual([{ group: '__proto__', limit: 'own-node' }])
  })

  it('say how many providers may be asked: by consent, by their own word, by the limit of everything', () => {
    const providers = [
      provider({ consent: true }),
      provider({ tier: 'tor' }),
      provider({ tier: 'own-server', consent: true }),
    ]
    expect(askedCount(providers, '', privacy)).toBe(2)
    expect(askedCount(providers, 'Vault', privacy)).toBe(0)
    expect(askedCount(providers, 'Gone', privacy)).toBe(2)
    expect(askedCount(providers, '', { ...privacy, limit: 'tor' })).toBe(1)
  })
})

describe('numbers in the settings', () => {
  it.each([
    ['', null],
    [' 20 ', 20],
    ['1.5', 1.5],
    ['1.2345', 'invalid'],
    ['0', 'invalid'],
    ['601', 'invalid'],
    ['-5', 'invalid'],
    ['1e2', 'invalid'],
    ['many', 'invalid'],
  ])('read %j as a deadline of %j', (text, expected) => {
    expect(numberIn(text, DEADLINE_S, 3)).toBe(expected)
  })

  it('are whole where nothing else makes sense', () => {
    expect(numberIn('1.5', CACHE_TTL_S)).toBe('invalid')
    expect(numberIn('0', CACHE_TTL_S)).toBe(0)
  })

  it('come back from their fields as they were, to the millisecond', () => {
    const pool = { rotation: 'ranked', deadlineMs: 1_255, cacheTtlS: 0 } as const
    expect(poolInputOf(poolFieldsOf(pool))).toEqual(pool)
    const none = { rotation: null, deadlineMs: null, cacheTtlS: null }
    expect(poolInputOf(poolFieldsOf(none))).toEqual(none)
  })

  it('are refused by the field that is wrong', () => {
    expect(poolInputOf({ rotation: null, deadline: 'x', ttl: 'y' })).toBe('deadline')
    expect(poolInputOf({ rotation: null, deadline: '', ttl: '86401' })).toBe('ttl')
  })
})
