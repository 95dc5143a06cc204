import { describe, expect, it } from 'vitest'
import type { BalanceSource } from '../../../electron/engine/ports.ts'
import { createAskRules } from '../../../electron/services/ask-rules.ts'
import { countCalls } from '../../../electron/services/counted-source.ts'
import { discloseCalls } from '../../../electron/services/disclosing-source.ts'
import { createProviderService } from '../../../electron/services/provider-service.ts'
import { createProviderPool } from '../../../electron/sources/provider-pool.ts'
import { manualClock, scripted } from '../sources/provider-ground.ts'
import { openWorld } from '../store/world.ts'

const clock = manualClock()

/** A source whose hints a test gives, behind the same wrappers as in the app. */
function hinting(id: string) {
  const given: { hint: (() => void) | null; begun: number } = { hint: null, begun: 0 }
  const plain: BalanceSource = {
    ...scripted(id),
    hints: (onHint, signal) => {
      given.hint = onHint
      given.begun++
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          given.hint = null
          resolve()
        })
      })
    },
  }
  const counted = countCalls(plain, { called: () => undefined, failed: () => undefined }, clock)
  return { given, source: discloseCalls(counted, async () => undefined) }
}

async function ground() {
  const near = hinting('near')
  const far = hinting('far')
  const sources = [near.source, far.source]
  const privacy: { limit: null; groups: Record<string, 'own-node' | 'own-server' | 'public'> } = {
    limit: null,
    groups: { g: 'own-server' },
  }
  const providers = sources.map(({ id, url }) => ({
    id,
    url,
    tier: id === 'near' ? ('own-server' as const) : ('public' as const),
    tierSaid: true,
    consent: true,
    proxy: false,
  }))
  const rules = createAskRules({
    entries: () => [{ scriptId: 1, group: 'g', archived: false }],
    settings: () => ({ providers, privacy }),
  })
  const service = createProviderService({
    pool: createProviderPool({ sources: [], clock }),
    store: openWorld().sources,
    rules,
    connect: ({ id }) => sources.find((source) => source.id === id) ?? near.source,
  })
  let hints = 0
  service.onHint(() => hints++)
  const pool = { rotation: null, deadlineMs: null, cacheTtlS: null }
  await service.configure({ providers, offline: false, proxy: null, pool })
  return { service, near: near.given, far: far.given, privacy, hints: () => hints }
}

describe('listening for new blocks', () => {
  it('begins when it is wanted, with those providers alone that may be asked about something', async () => {
    const { service, near, far, hints } = await ground()
    expect(near.hint).toBeNull()
    service.listen(true)
    expect(far.begun).toBe(0)
    near.hint?.()
    expect(hints()).toBe(1)
  })

  it('listens once to each, however often it is told to', async () => {
    const { service, near } = await ground()
    service.listen(true)
    service.listen(true)
    expect(near.begun).toBe(1)
  })

  it('ends when it is no longer wanted, and when the service closes', async () => {
    const { service, near } = await ground()
    service.listen(true)
    service.listen(false)
    expect(near.hint).toBeNull()
    service.listen(true)
    await service.close()
    expect(near.hint).toBeNull()
  })

  it('follows the rules as they change', async () => {
    const { service, near, far, privacy } = await ground()
    service.listen(true)
    privacy.groups = { g: 'public' }
    service.rulesChanged()
    expect(far.hint).not.toBeNull()
    privacy.groups = { g: 'own-node' }
    service.rulesChanged()
    expect([near.hint, far.hint]).toEqual([null, null])
  })

  it('hears at once of entries that have come, but not while an own node answers, nor of other changes', async () => {
    const { service, hints } = await ground()
    service.rulesChanged([1])
    service.listen(true)
    service.rulesChanged()
    expect(hints()).toBe(0)
    service.rulesChanged([1])
    expect(hints()).toBe(1)
    await service.close()
    service.rulesChanged([1])
    expect(hints()).toBe(1)
  })
})
