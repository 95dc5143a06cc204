import { createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DEFAULT_NOTICE_RULES } from '../../../shared/notices.ts'
import { say, worded } from '../../../shared/said.ts'
import { startSocksServer } from '../../fakes/socks5-server.ts'
import { testChain, tx } from '../store/world.ts'
import { listenForPosts, noticesOn, openWorld } from './ground.ts'

const never = new AbortController().signal

/** A payment that is to be posted. */
async function posting(
  hook: { readonly amounts?: boolean; readonly entries?: boolean; readonly consent?: boolean } = {},
) {
  const world = openWorld()
  const chain = testChain()
  const [a = -1] = await world.watch(1)
  const ground = await noticesOn(world)
  const listener = await listenForPosts()
  const webhook = { url: listener.url, consent: true, amounts: false, entries: false, ...hook }
  await ground.setRules({ payments: true, webhook })
  const key = await ground.service.newKey()
  await world.snapshot(chain, 100, [a])
  await ground.service.look('journal')
  const stop = new AbortController()
  let height = 100
  /** Pays, and lets the service run until `done` holds. */
  const payAndRun = async (done: () => boolean): Promise<void> => {
    height++
    await world.connect(chain, height, { [height]: [tx(`p${height}`, { pays: [[a, 250_000]] })] })
    const end = new AbortController()
    const run = ground.service.run(end.signal)
    await expect.poll(done).toBe(true)
    end.abort()
    await run
  }
  const posts = () => ground.service.list({ limit: 9 }).notices.map(({ post }) => post)
  return { world, key, listener, stop, payAndRun, posts, ...ground }
}

describe('the webhook', () => {
  it('gets a notice signed with the key, without amounts, names and addresses', async () => {
    const { listener, payAndRun, key, recorded, posts } = await posting()
    await payAndRun(() => posts()[0]?.state === 'sent')
    const [post] = listener.arrived
    expect(JSON.parse(post?.body ?? '')).toMatchObject({ event: 'received', entryCount: 1, confirmed: true })
    expect(post?.body).not.toMatch(/250000|0\.0025|address 1|txid|label/)
    const [, seconds = '', digest = ''] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(post?.headers['tidemark-signature'])) ?? []
    expect(digest).toBe(createHmac('sha256', key).update(`${seconds}.${post?.body}`).digest('hex'))
    expect(recorded).toEqual([])
  })

  it('gets amounts and entries where that was said, after it is on record that it learns the address', async () => {
    const { listener, payAndRun, recorded, posts } = await posting({ amounts: true, entries: true })
    await payAndRun(() => posts()[0]?.state === 'sent')
    expect(JSON.parse(listener.arrived[0]?.body ?? '')).toMatchObject({
      sats: 250_000,
      entries: [{ label: '', address: 'address 1' }],
    })
    expect(recorded).toEqual([[expect.stringMatching(/^127\.0\.0\.1:\d+$/), ['address 1']]])
  })

  it('gets no amounts while they are hidden', async () => {
    const { listener, payAndRun, way, posts } = await posting({ amounts: true })
    way.hidden = true
    await payAndRun(() => posts()[0]?.state === 'sent')
    expect(listener.arrived[0]?.body).not.toMatch(/250000|0\.0025/)
  })

  it('is tried again after a failure, later each time, and given up after a day', async () => {
    const { listener, payAndRun, clock, posts, service } = await posting()
    listener.reply.status = 503
    await payAndRun(() => posts()[0]?.tries === 1)
    expect(posts()[0]).toEqual({
      state: 'waiting',
      tries: 1,
      nextAt: clock.time + 30_000,
      error: 'it answered with HTTP status 503',
    })
    clock.time += 24 * 3_600_000
    const end = new AbortController()
    const run = service.run(end.signal)
    await expect.poll(() => posts()[0]?.state).toBe('given_up')
    end.abort()
    await run
    expect(listener.arrived).toHaveLength(2)
  })

  it('is not asked without consent, offline, or beyond the limit on how far anything may go', async () => {
    const { service, way, setRules } = await posting({ consent: false })
    expect(service.rules().held).toBe('no_consent')
    const far = { url: 'https://hooks.example.org/x', consent: true, amounts: false, entries: false }
    await setRules({ webhook: far })
    expect(service.rules().held).toBe(null)
    way.limit = 'own-node'
    expect(service.rules().held).toBe('limit')
    way.offline = true
    expect(service.rules().held).toBe('offline')
    expect(await service.testWebhook(never)).toBe('offline')
  })

  it.each([
    'http://hooks.example.org/x',
    'https://ada:hunter2@example.org/x',
    'ftp://example.org/x',
    'https://example.org/x#y',
    'http://169.254.1.1/',
  ])('refuses the URL %s, and repeats nothing of it', async (url) => {
    const { setRules } = await noticesOn(openWorld())
    const webhook = { url, consent: true, amounts: false, entries: false }
    const refusal = await setRules({ webhook }).then(
      () => null,
      (error: Error) => error,
    )
    expect(refusal).toMatchObject({ code: 'invalid_input' })
    expect(refusal?.message).not.toMatch(/example\.org\/x|ada|hunter2/)
  })

  it('gets nothing that was meant for the one before it, even where a post was under way', async () => {
    const { notices } = openWorld()
    const body = { kind: 'test' } as const
    const [notice] = await notices.record({
      at: 1,
      bodies: [body],
      told: [],
      untold: [],
      state: {},
      post: true,
    })
    await notices.stopPosting()
    await notices.posted({ id: notice?.id ?? 0, error: 'late', nextAt: 2 })
    expect(notices.nextPost()).toBe(null)
    expect(notices.noticesBefore(null, 1)[0]?.post?.state).toBe('given_up')
  })

  it('keeps no connection to where nothing is posted any more, whether another place is named or none', async () => {
    const { service, listener, setRules } = await posting()
    const other = await listenForPosts()
    const rule = { url: other.url, consent: true, amounts: false, entries: false }
    await service.testWebhook(never)
    expect(listener.open.size).toBe(1)
    await setRules({ webhook: rule })
    await expect.poll(() => listener.open.size).toBe(0)
    await Promise.all([service.testWebhook(never), service.testWebhook(never)])
    expect(other.open.size).toBe(1)
    await setRules({ webhook: null })
    await expect.poll(() => other.open.size).toBe(0)
  })

  it('is shown by its server alone to whoever may not change the rules', async () => {
    const world = openWorld()
    const url = 'https://hooks.example.org/T0KEN?key=T0KEN'
    const webhook = { url, consent: true, amounts: false, entries: false }
    const owner = await noticesOn(world)
    await owner.setRules({ webhook })
    expect(owner.service.rules().rules.webhook).toEqual(webhook)
    const { service } = await noticesOn(world, { writable: false })
    expect(service.rules().rules.webhook).toEqual({ ...webhook, url: 'https://hooks.example.org' })
    expect(JSON.stringify(service.rules())).not.toContain('T0KEN')
  })

  it.each(['nonsense', 'http://hooks.example.org/x', 'https://ada:hunter2@example.org/x'])(
    'that somebody wrote into the file as %s counts as none, and that is said once, at the start',
    async (url) => {
      const world = openWorld()
      const webhook = { url, consent: true, amounts: false, entries: false }
      const rules = { ...DEFAULT_NOTICE_RULES, payments: true, webhook }
      const text = JSON.stringify({ version: 1, rules, key: 'ab'.repeat(32) })
      writeFileSync(join(world.dataDir, 'notices.json'), text)
      const { service, rounds } = await noticesOn(world) // its onFault would fail the test
      expect(service.startNotices).toEqual([worded(say('start_webhook'))])
      expect(JSON.stringify(service.startNotices)).not.toContain(url)
      expect(service.rules()).toMatchObject({ rules: { payments: true, webhook: null }, held: null })
      const end = new AbortController()
      const run = service.run(end.signal)
      await expect.poll(rounds).toBe(1)
      end.abort()
      await run
    },
  )

  it.each([
    [{}, true],
    [{ Safe: 'own-node' as const }, false],
  ])('under the limits %j is told the name of a portfolio: %s', async (groups, named) => {
    const { world, service, setRules, listener, way } = await posting({ entries: true })
    const [{ watchId } = { watchId: 0 }] = world.portfolio.scriptsOf()
    await world.notes.moveWatches([watchId], 'Safe')
    way.groups = groups
    const { webhook } = service.rules().rules
    const rule = { id: 'r', of: { kind: 'group', group: 'Safe' }, check: 'unlike', sats: 1 } as const
    await setRules({ webhook, balances: [rule] })
    await service.look('all')
    const end = new AbortController()
    const run = service.run(end.signal)
    await expect.poll(() => listener.arrived.length).toBe(1)
    end.abort()
    await run
    expect(listener.arrived[0]?.body.includes('Safe')).toBe(named)
  })

  it('says how a test went, and what does not take it', async () => {
    const { service, listener } = await posting()
    expect(await service.testWebhook(never)).toBe(null)
    expect(JSON.parse(listener.arrived[0]?.body ?? '')).toMatchObject({ event: 'test' })
    listener.reply.status = 404
    expect(await service.testWebhook(never)).toBe('it answered with HTTP status 404')
  })

  it('is reached through the proxy alone where one is set and it is not in the own network', async () => {
    const listener = await listenForPosts()
    const proxy = await startSocksServer(() => Number(new URL(listener.url).port))
    try {
      const { service, way, setRules } = await noticesOn(openWorld())
      await service.newKey()
      way.proxy = `socks5://127.0.0.1:${proxy.port}`
      await setRules({
        webhook: { url: 'http://aaaa.onion/x', consent: true, amounts: false, entries: false },
      })
      expect(await service.testWebhook(never)).toBe(null)
      expect(proxy.targets.map(({ host, kind }) => [host, kind])).toEqual([['aaaa.onion', 'name']])
      expect(listener.arrived).toHaveLength(1)
    } finally {
      await proxy.close()
    }
  })
})
