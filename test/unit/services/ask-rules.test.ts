import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAskRules, type ProviderRules, type ScriptEntry } from '../../../electron/services/ask-rules.ts'
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

  it('is nobody where there is no provider, for which no entry is read', () => {
    const entries = (): never => {
      throw new Error('entries were read')
    }
    const none = createAskRules({ entries, settings: () => ({ providers: [], privacy: NO_LIMITS }) })
    none.renew([1])
    expect([...none.inUse(), ...none.about(1)]).toEqual([])
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

describe('rules after a change of some entries', () => {
  const PRIVACY: Privacy = { limit: null, groups: { a: 'own-server', b: 'tor', c: 'own-node' } }
  const change = fc.record({
    script: fc.integer({ min: 1, max: 6 }),
    groups: fc.array(fc.tuple(fc.constantFrom('', 'a', 'b', 'c'), fc.boolean()), { maxLength: 3 }),
  })

  it('are those that reading all entries anew would give', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 30 }), (changes) => {
        const entries = new Map<number, readonly ScriptEntry[]>()
        let whole = 0
        const all = () => [...entries.values()].flat()
        const settings = () => ({ providers: [OWN, TOR, OPEN, SHY], privacy: PRIVACY })
        const kept = createAskRules({
          entries: () => {
            whole += 1
            return all()
          },
          entriesAmong: (scripts) => scripts.flatMap((script) => entries.get(script) ?? []),
          settings,
        })
        expect([...kept.inUse()]).toEqual([])
        for (const { script, groups } of changes) {
          entries.set(
            script,
            groups.map(([group, archived]) => ({ scriptId: script, group, archived })),
          )
          kept.renew([script])
          const fresh = createAskRules({ entries: all, settings })
          expect([...kept.inUse()].toSorted()).toEqual([...fresh.inUse()].toSorted())
          for (let id = 1; id <= 7; id++) expect(kept.about(id)).toEqual(fresh.about(id))
        }
        expect(whole).toBe(1)
      }),
      { numRuns: 200 },
    )
  })

  it('come from all entries again where an account was used further, or nobody says which have changed', () => {
    let [gaps, whole] = ['1', 0]
    const kept = createAskRules({
      entries: () => {
        whole += 1
        return []
      },
      entriesAmong: () => [],
      gaps: () => gaps,
      settings: () => ({ providers: [OWN], privacy: NO_LIMITS }),
    })
    const readsAfter = (renew: () => void): number => {
      renew()
      kept.inUse()
      return whole
    }
    expect(readsAfter(() => kept.renew([1]))).toBe(1)
    expect(readsAfter(() => kept.renew([1]))).toBe(1)
    gaps = '2'
    expect(readsAfter(() => kept.renew([1]))).toBe(2)
    expect(readsAfter(() => kept.renew())).toBe(3)
  })
})
