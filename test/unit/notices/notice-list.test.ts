import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openRulesFile } from '../../../electron/services/notices/rules-file.ts'
import { noticeText } from '../../../shared/notice-text.ts'
import { DEFAULT_NOTICE_RULES } from '../../../shared/notices.ts'
import { out, tx } from '../store/world.ts'
import { moving, noticesOn, openWorld } from './ground.ts'

describe('the list of notices', () => {
  it('pages from the newest, counts what was not seen, and forgets nothing over a restart', async () => {
    const { world, chain, b, service } = await moving()
    for (const [at, name] of ['in', 'low', 'high'].entries()) {
      await world.connect(chain, 101 + at, { [101 + at]: [tx(name, { pays: [[b, 1]] })] })
      await service.look('journal')
    }
    const first = service.list({ limit: 2 })
    expect([first.notices.length, first.unseen]).toEqual([2, 3])
    const rest = service.list({ limit: 2, before: first.next ?? 0 })
    expect([rest.notices.length, rest.next]).toEqual([1, null])
    expect(await service.markSeen(first.notices[1]?.id ?? 0)).toBe(1)
    const again = await noticesOn(world)
    expect(again.service.list({ limit: 9 }).notices.map(({ seen }) => seen)).toEqual([false, true, true])
    expect(again.service.rules().rules.payments).toBe(true)
  })

  it('keeps its rules in a file that nobody else can read', async () => {
    const world = openWorld()
    const { service, setRules } = await noticesOn(world)
    await setRules({ unverifiedHours: 3 })
    const key = await service.newKey()
    const file = join(world.dataDir, 'notices.json')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readFile(file, 'utf8')).toContain(key)
    expect((await noticesOn(world)).service.rules()).toMatchObject({
      hasKey: true,
      rules: { unverifiedHours: 3 },
    })
  })

  it('keeps the key that was made without a keeper of secrets when there is one later', async () => {
    const { dataDir } = openWorld()
    const kept = new Map<string, string | null>()
    const secrets = {
      save: async (name: string, secret: string | null) => void kept.set(name, secret),
      load: async (name: string) => kept.get(name) ?? null,
      clear: async () => kept.clear(),
    }
    const key = await (await openRulesFile(dataDir, undefined)).newKey()
    const moved = await openRulesFile(dataDir, secrets)
    await moved.save(DEFAULT_NOTICE_RULES)
    expect((await openRulesFile(dataDir, secrets)).key()).toBe(key)
    expect(await readFile(join(dataDir, 'notices.json'), 'utf8')).not.toContain(key)
  })

  it('says no amount in its words unless it is wanted, and never an address', () => {
    const text = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'
    const entries = [{ watchId: 1, kind: 'address', label: '', text }] as const
    const block = { height: 960_021, hash: out('x').txid as never }
    const body = {
      kind: 'received',
      entries,
      entryCount: 1,
      txids: [],
      count: 1,
      sats: 250_000,
      confirmed: true,
      block,
    } as const
    for (const language of ['en', 'zh-CN'] as const) {
      const quiet = noticeText(body, { language, amounts: false, names: true })
      expect(JSON.stringify(quiet)).not.toMatch(/0\.0025|bc1q/)
      expect(JSON.stringify(noticeText(body, { language, amounts: true, names: true }))).toContain(
        '0.00250000 BTC',
      )
    }
    const named = { ...body, entries: [{ ...entries[0], label: 'Vault' }] }
    expect(noticeText(named, { language: 'en', amounts: false, names: true }).text).toBe(
      'Vault, block 960,021.',
    )
    expect(noticeText(named, { language: 'en', amounts: false, names: false }).text).toBe(
      '1 entry, block 960,021.',
    )
  })
})
