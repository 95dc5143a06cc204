import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../electron/engine/accounts/parse-address.ts'
import { joinedLimit, widens } from '../../../electron/engine/groups/group-limit.ts'
import { mayAsk, PROVIDER_TIERS, TIERS, type Tier } from '../../../shared/providers.ts'
import { coin, openWorld, tempDir, testChain } from '../store/world.ts'
import { ADDRESS, KEY, OLD, OTHER, openHost } from './ground.ts'

/** Three entries: two in `A` (30 and 12 satoshis, the second archived), one in `B` (500). */
async function openGroups(limits: Readonly<Record<string, Tier>> = {}) {
  const dataDir = tempDir()
  const world = openWorld(dataDir)
  const entries = [ADDRESS, OTHER, OLD].map((text) => {
    const entry = parseAddress(text, 'regtest')
    if (entry.kind === 'refused') throw new Error(entry.reason)
    return { ...entry.address, group: text === OTHER ? 'B' : 'A' }
  })
  await world.portfolio.add(entries)
  await world.portfolio.archive([3], true)
  await world.snapshot(
    testChain(),
    100,
    [1, 2, 3],
    [coin('a', 1, 30, 9), coin('b', 2, 500, 8), coin('c', 3, 12, 8)],
  )
  world.close()
  const opened = await openHost(dataDir)
  const groups = Object.entries(limits).map(([group, limit]) => ({ group, limit }))
  if (groups.length > 0) await opened.call('settings.setPrivacy', { limit: null, groups })
  const names = async () => (await opened.call('groups.list', {})).map(({ name }) => name)
  const limitsNow = async () => (await opened.call('settings.get', {})).privacy.groups
  return { ...opened, names, limitsNow }
}

type Call = Awaited<ReturnType<typeof openGroups>>['call']

describe('portfolios', () => {
  it('are listed with their sums, which carry their provenance and leave archived entries out', async () => {
    const { call } = await openGroups({ B: 'own-node' })
    expect(await call('groups.list', {})).toMatchObject([
      {
        name: 'A',
        entries: 2,
        archived: 1,
        limit: null,
        total: { confirmed: 30, oldestAsOf: { height: 100 } },
      },
      { name: 'B', entries: 1, archived: 0, limit: 'own-node', total: { confirmed: 500, unknown: 0 } },
    ])
    await call('portfolio.move', { watchIds: [1], group: '' })
    const last = (await call('groups.list', {})).at(-1)
    expect(last).toMatchObject({ name: '', entries: 1, total: { confirmed: 30 } })
  })

  it('have an unknown sum, not zero, where nothing is known', async () => {
    const { call } = await openHost()
    await call('portfolio.add', { lines: [ADDRESS], group: 'A', atomic: true })
    expect(await call('groups.list', {})).toMatchObject([{ total: { confirmed: null, unknown: 1 } }])
  })

  it('stand in the order that was chosen, new ones behind', async () => {
    const { call, names } = await openGroups()
    await call('groups.order', { groups: ['B', 'A'] })
    expect(await names()).toEqual(['B', 'A'])
    await call('portfolio.move', { watchIds: [3], group: '0' })
    expect(await names()).toEqual(['B', 'A', '0'])
  })

  it('keep entries, note, place and limit when renamed', async () => {
    const { call, names, limitsNow } = await openGroups({ B: 'own-server' })
    await call('groups.order', { groups: ['B', 'A'] })
    await call('note.set', { kind: 'group', ref: 'B', text: 'safe' })
    expect(await call('groups.rename', { group: 'B', to: 'Z', merge: false })).toEqual({
      moved: 1,
      limit: 'own-server',
    })
    expect(await names()).toEqual(['Z', 'A'])
    expect(await limitsNow()).toEqual({ Z: 'own-server' })
    expect(await call('note.list', {})).toMatchObject([{ ref: 'Z', text: 'safe' }])
  })

  it('become one only when that is said, and then keep both notes', async () => {
    const { call, names } = await openGroups()
    await expect(call('groups.rename', { group: 'A', to: 'B', merge: false })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    await call('note.set', { kind: 'group', ref: 'A', text: 'one' })
    await call('note.set', { kind: 'group', ref: 'B', text: 'two' })
    expect(await call('groups.rename', { group: 'A', to: 'B', merge: true })).toMatchObject({ moved: 2 })
    expect(await names()).toEqual(['B'])
    expect(await call('note.list', {})).toMatchObject([{ ref: 'B', text: 'two\n\none' }])
  })

  it.each([
    ['the same', { A: 'tor', B: 'tor' }, 'tor'],
    ['the stricter of two', { A: 'own-node', B: 'public' }, 'own-node'],
    ['the stricter of two, the other way', { A: 'public', B: 'own-server' }, 'own-server'],
    ['the only one', { B: 'own-server' }, 'own-server'],
    ['none', {}, null],
  ] as const)('that become one have %s of their limits', async (_what, limits, expected) => {
    const { call, limitsNow } = await openGroups(limits)
    const { limit } = await call('groups.rename', { group: 'A', to: 'B', merge: true })
    expect(limit).toBe(expected)
    expect(await limitsNow()).toEqual(expected === null ? {} : { B: expected })
  })

  it('take a limit that was set for the new name before anything had it', async () => {
    const { call, limitsNow } = await openGroups({ Z: 'own-node' })
    await call('groups.rename', { group: 'A', to: 'Z', merge: false })
    expect(await limitsNow()).toEqual({ Z: 'own-node' })
  })

  it('are deleted without their entries, and not where more servers could then be asked', async () => {
    const { call, names, limitsNow } = await openGroups({ B: 'own-node' })
    await expect(call('groups.delete', { group: 'B' })).rejects.toMatchObject({
      code: 'forbidden',
      detail: { widens: true },
    })
    expect(await names()).toEqual(['A', 'B'])
    expect(await call('groups.delete', { group: 'B', widen: true })).toEqual({ moved: 1 })
    expect(await call('groups.delete', { group: 'A' })).toEqual({ moved: 2 })
    expect(await names()).toEqual([''])
    expect(await limitsNow()).toEqual({})
    expect(await call('portfolio.list', {})).toHaveLength(3)
  })

  it.each([
    ['renamed', 'Z', (call: Call) => call('groups.rename', { group: 'A', to: 'Z', merge: false })],
    ['merged', 'B', (call: Call) => call('groups.rename', { group: 'A', to: 'B', merge: true })],
    ['deleted', '', (call: Call) => call('groups.delete', { group: 'A', widen: true })],
  ])('are as they were once it is taken back that one was %s', async (_what, into, change) => {
    const { call } = await openGroups({ A: 'own-node', B: 'tor' })
    await call('groups.order', { groups: ['B', 'A'] })
    await call('note.set', { kind: 'group', ref: 'A', text: 'one' })
    await call('note.set', { kind: 'group', ref: 'B', text: 'two' })
    const was = await call('groups.list', {})
    const before = await call('groups.before', { group: 'A', into })
    await change(call)
    expect(await call('groups.list', {})).not.toEqual(was)
    expect(await call('groups.restore', before)).toEqual({ moved: 2 })
    expect(await call('groups.list', {})).toEqual(was)
  })

  it('leave what was moved on since where it is, and keep what is taken back within a limit that was set since', async () => {
    const { call, limitsNow } = await openGroups({ A: 'public', B: 'tor' })
    const before = await call('groups.before', { group: 'A', into: 'B' })
    await call('groups.rename', { group: 'A', to: 'B', merge: true })
    await call('portfolio.move', { watchIds: [1], group: 'C', widen: true })
    await call('settings.setPrivacy', { limit: null, groups: [{ group: 'B', limit: 'own-node' }] })
    expect(await call('groups.restore', before)).toEqual({ moved: 1 })
    expect(await limitsNow()).toEqual({ A: 'own-node', B: 'own-node' })
    const places = (await call('portfolio.list', {})).map(({ group }) => group)
    expect(places).toEqual(['C', 'B', 'A'])
  })

  it('take a limit along that was set since for their other name, when a renaming is taken back', async () => {
    const { call, limitsNow } = await openGroups()
    const before = await call('groups.before', { group: 'A', into: 'Z' })
    await call('groups.rename', { group: 'A', to: 'Z', merge: false })
    await call('settings.setPrivacy', { limit: null, groups: [{ group: 'Z', limit: 'own-node' }] })
    await call('groups.restore', before)
    expect((await limitsNow())['A']).toBe('own-node')
  })

  it('keep a limit that waits for their name since they were deleted', async () => {
    const { call, limitsNow } = await openGroups()
    const before = await call('groups.before', { group: 'A', into: '' })
    await call('groups.delete', { group: 'A' })
    await call('settings.setPrivacy', { limit: null, groups: [{ group: 'A', limit: 'own-server' }] })
    await call('groups.restore', before)
    expect(await limitsNow()).toEqual({ A: 'own-server' })
  })

  it('keep the limit of a merge that something was moved into since, when it is taken back', async () => {
    const { call, limitsNow } = await openGroups({ A: 'own-node', C: 'own-node' })
    await call('portfolio.move', { watchIds: [3], group: 'C' })
    const before = await call('groups.before', { group: 'A', into: 'B' })
    await call('groups.rename', { group: 'A', to: 'B', merge: true })
    await call('portfolio.move', { watchIds: [3], group: 'B' })
    expect(await call('groups.restore', before)).toEqual({ moved: 1 })
    expect(await limitsNow()).toEqual({ A: 'own-node', B: 'own-node', C: 'own-node' })
  })

  it('come back with a note that merging has made longer than any that can be written', async () => {
    const { call } = await openGroups()
    for (const ref of ['A', 'B']) await call('note.set', { kind: 'group', ref, text: ref.repeat(20_000) })
    await call('groups.rename', { group: 'A', to: 'B', merge: true })
    const was = await call('groups.list', {})
    const before = await call('groups.before', { group: 'B', into: '' })
    await call('groups.delete', { group: 'B' })
    await call('groups.restore', before)
    expect(await call('groups.list', {})).toEqual(was)
  })

  it('do not come back over another that has taken the name meanwhile', async () => {
    const { call } = await openGroups()
    const before = await call('groups.before', { group: 'A', into: '' })
    await call('groups.delete', { group: 'A' })
    await call('portfolio.move', { watchIds: [2], group: 'A' })
    await expect(call('groups.restore', before)).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('keep an entry from moving to where more servers could be asked about it, unless that is meant', async () => {
    const { call } = await openGroups({ B: 'own-node' })
    expect(await call('portfolio.move', { watchIds: [1], group: 'B' })).toEqual({
      moved: 1,
      from: [{ group: 'A', watchIds: [1] }],
    })
    await expect(call('portfolio.move', { watchIds: [1, 2], group: 'A' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(await call('portfolio.move', { watchIds: [1, 2], group: 'A', widen: true })).toMatchObject({
      moved: 2,
    })
  })

  it('keep an archived entry, too, where nobody farther may be asked about it once it is brought back', async () => {
    const { call } = await openGroups({ A: 'own-node' })
    await call('portfolio.archive', { watchIds: [1], archived: true })
    const refused = { code: 'forbidden', detail: { widens: true } }
    const again = { lines: [ADDRESS], group: 'B', atomic: false }
    await expect(call('portfolio.add', again)).rejects.toMatchObject(refused)
    await expect(call('portfolio.move', { watchIds: [1], group: 'B' })).rejects.toMatchObject(refused)
    expect(await call('portfolio.move', { watchIds: [1], group: 'B', widen: true })).toMatchObject({
      moved: 1,
    })
  })

  it('keep an entry that is added anew where it is if more could be asked about it there, unless that is meant', async () => {
    const { call } = await openGroups({ A: 'own-node' })
    const groupOf = async (text: string) =>
      (await call('portfolio.list', {})).find((watch) => watch.text === text)?.group
    const fresh = 'bcrt1qs758ursh4q9z627kt3pp5yysm78ddny6txaqgw'
    const lines = [fresh, ADDRESS]
    await expect(
      call('portfolio.add', { lines, group: 'B', label: 'x', atomic: false }),
    ).rejects.toMatchObject({
      code: 'forbidden',
      detail: { widens: true },
    })
    expect(await groupOf(ADDRESS)).toBe('A')
    expect(await groupOf(fresh)).toBeUndefined()
    expect((await call('portfolio.list', {}))[0]?.label).toBe('')
    await call('portfolio.add', { lines: [ADDRESS], label: 'x', atomic: false })
    expect(await groupOf(ADDRESS)).toBe('A')
    await call('portfolio.add', { lines: [OTHER], group: 'A', atomic: false })
    expect(await groupOf(OTHER)).toBe('A')
    await call('portfolio.add', { lines, group: 'B', widen: true, atomic: false })
    expect([await groupOf(ADDRESS), await groupOf(fresh)]).toEqual(['B', 'B'])
  })

  it('with a limit stay as they are where settings may not be changed', async () => {
    const { host, dataDir } = await openGroups({ A: 'tor', B: 'tor' })
    await host.stop()
    const { call } = await openHost(dataDir, { settingsWritable: false })
    const before = await readFile(join(dataDir, 'regtest', 'settings.json'), 'utf8')
    await expect(call('groups.rename', { group: 'A', to: 'B', merge: true })).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect((await call('groups.list', {})).map(({ name }) => name)).toEqual(['A', 'B'])
    expect(await readFile(join(dataDir, 'regtest', 'settings.json'), 'utf8')).toBe(before)
  })

  it.each([
    ['a key', { group: 'A', to: KEY, merge: false }, 'refused_entries'],
    ['nothing', { group: 'A', to: '', merge: false }, 'invalid_input'],
    ['its own name', { group: 'A', to: 'A', merge: true }, 'invalid_input'],
  ] as const)('refuse %s as their name', async (_what, request, code) => {
    const { call } = await openGroups()
    await expect(call('groups.rename', request)).rejects.toMatchObject({ code })
  })

  it('may be called like something that JavaScript knows', async () => {
    const { call, limitsNow } = await openGroups({ B: 'own-node' })
    await call('groups.rename', { group: 'B', to: '__proto__', merge: false })
    expect(Object.entries(await limitsNow())).toEqual([['__proto__', 'own-node']])
    expect((await call('groups.list', {})).map(({ name, limit }) => [name, limit])).toEqual([
      ['A', null],
      ['__proto__', 'own-node'],
    ])
  })
})

describe('the limit of two portfolios together', () => {
  const tier = fc.option(fc.constantFrom(...TIERS), { nil: undefined })
  const providers = fc.array(fc.record({ tier: fc.constantFrom(...PROVIDER_TIERS), consent: fc.boolean() }), {
    maxLength: 5,
  })
  const allowed = (
    limit: Tier | undefined,
    all: readonly { tier: (typeof PROVIDER_TIERS)[number]; consent: boolean }[],
  ) =>
    all.filter((each) => mayAsk(each, 'g', { limit: null, groups: limit === undefined ? {} : { g: limit } }))

  it('never lets a server be asked that could not be asked about both', () => {
    fc.assert(
      fc.property(tier, tier, providers, (one, other, all) => {
        const both = allowed(one, all).filter((provider) => allowed(other, all).includes(provider))
        for (const provider of allowed(joinedLimit(one, other, all), all)) expect(both).toContain(provider)
      }),
    )
  })

  it('is wider than another whenever a server may be asked that could not be before', () => {
    fc.assert(
      fc.property(tier, tier, providers, (from, to, all) => {
        const groups = { ...(from && { from }), ...(to && { to }) }
        const more = allowed(to, all).some((provider) => !allowed(from, all).includes(provider))
        if (more) expect(widens('from', 'to', all, { limit: null, groups })).toBe(true)
      }),
    )
  })
})
