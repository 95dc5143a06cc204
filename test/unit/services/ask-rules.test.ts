import { describe, expect, it } from 'vitest'
import { createAskRules, type ProviderRules } from '../../../electron/services/ask-rules.ts'
import type { Privacy } from '../../../shared/providers.ts'

const OWN: ProviderRules = { id: 'own', tier: 'own-server', consent: true }
const TOR: ProviderRules = { id: 'tor', tier: 'tor', consent: true }
const OPEN: ProviderRules = { id: 'open', tier: 'public', consent: true }
const SHY: ProviderRules = { id: 'shy', tier: 'public', consent: false }
const NO_LIMITS: Privacy = { limit: null, groups: {} }

const rules = (
  entries: readonly { group: string; archived?: boolean }[],
  privacy: Privacy = NO_LIMITS,
  providers: readonly ProviderRules[] = [OWN, TOR, OPEN, SHY],
) =>
  createAskRules({
    entries: () => entries.map(({ group, archived = false }) => ({ scriptId: 1, group, archived })),
    settings: () => ({ providers, privacy }),
  })

describe('who may be asked about an address', () => {
  it.each<[string, Privacy, readonly string[]]>([
    ['without a limit: those that were consented to', NO_LIMITS, ['own', 'tor', 'open']],
    [
      'its own limit alone, where it has one',
      { limit: null, groups: { g: 'public' } },
      ['own', 'tor', 'open', 'shy'],
    ],
    ['nobody beyond its own limit', { limit: null, groups: { g: 'tor' } }, ['own', 'tor']],
    ['nobody at all, limited to the own node', { limit: null, groups: { g: 'own-node' } }, []],
    ['the limit of everything before its own', { limit: 'own-server', groups: { g: 'public' } }, ['own']],
    ['its own before a wider one of everything', { limit: 'public', groups: { g: 'own-server' } }, ['own']],
    [
      'not by the limit of another portfolio',
      { limit: null, groups: { h: 'own-node' } },
      ['own', 'tor', 'open'],
    ],
  ])('is decided by %s', (_, privacy, expected) => {
    expect([...rules([{ group: 'g' }], privacy).about(1)]).toEqual(expected)
  })

  it('is decided by the strictest of the portfolios that it belongs to', () => {
    const privacy = { limit: null, groups: { a: 'public', b: 'own-server' } } as const
    expect([...rules([{ group: 'a' }, { group: 'b' }], privacy).about(1)]).toEqual(['own'])
    expect([...rules([{ group: 'b' }, { group: 'a' }], privacy).about(1)]).toEqual(['own'])
    expect([...rules([{ group: 'a' }, { group: 'c' }], privacy).about(1)]).toEqual(['own', 'tor', 'open'])
  })

  it('is nobody when all its entries are archived, and not decided by one that is', () => {
    const privacy = { limit: null, groups: { b: 'own-node' } } as const
    expect([...rules([{ group: 'a', archived: true }]).about(1)]).toEqual([])
    expect([...rules([{ group: 'a' }, { group: 'b', archived: true }], privacy).about(1)]).not.toEqual([])
  })

  it('is nobody for what is not in the portfolio', () => {
    expect([...rules([{ group: 'a' }]).about(2)]).toEqual([])
    expect([...rules([]).inUse()]).toEqual([])
  })

  it('is stricter, not wider, where two providers share a name', () => {
    const twin = { ...OPEN, consent: false }
    expect([...rules([{ group: 'a' }], NO_LIMITS, [OPEN, twin]).about(1)]).toEqual([])
  })
})
