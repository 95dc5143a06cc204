import { setTimeout as sleep } from 'node:timers/promises'
import { Agent } from 'undici'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MAX_PUSH_BYTES, watchBlocks } from '../../../electron/sources/esplora-push.ts'
import type { ListeningTimes } from '../../../electron/sources/wake-up.ts'
import { type PushServer, startPushServer } from '../../fakes/esplora-push-server.ts'
import { ADDRESS, adapter } from './provider-ground.ts'

const FAST: ListeningTimes = { firstRestMs: 20, maxRestMs: 200, steadyMs: 60_000, pingMs: 60_000, hintMs: 1 }

interface Listening {
  readonly server: PushServer
  readonly hints: () => number
  readonly stop: () => Promise<void>
}

/** Listens to a server until the test ends. */
async function listening(
  times: Partial<ListeningTimes> = {},
  prepare: (server: PushServer) => void = () => undefined,
): Promise<Listening> {
  const server = await startPushServer()
  prepare(server)
  const dispatcher = new Agent()
  const ending = new AbortController()
  let hints = 0
  const done = watchBlocks(
    { base: server.url, dispatcher, times: { ...FAST, ...times } },
    () => hints++,
    ending.signal,
  )
  const stop = async (): Promise<void> => {
    ending.abort()
    await done
  }
  onTestFinished(async () => {
    await stop()
    await dispatcher.destroy()
    await server.close()
  })
  return { server, hints: () => hints, stop }
}

describe('the blocks that a mempool server announces', () => {
  it('are a hint when it is connected, and one for each block and each reorganisation', async () => {
    const { server, hints } = await listening()
    await expect.poll(() => hints()).toBe(1) // what came before is not known
    server.say('{"block":{"id":"00","height":2},"mempool-blocks":[]}')
    await expect.poll(() => hints()).toBe(2)
    server.say('{"blocks":[]}')
    await expect.poll(() => hints()).toBe(3)
    expect(server.upgrades.map(({ path }) => path)).toEqual(['/api/v1/ws'])
  })

  it('are all that is asked for: no message names an address or a transaction', async () => {
    const { server, hints } = await listening({ pingMs: 200 })
    // A pong counts: a connection on which it did not would end after its wish and one ping.
    await expect.poll(() => server.heard.length - 2 * server.upgrades.length).toBeGreaterThan(1)
    expect(new Set(server.heard)).toEqual(
      new Set(['{"action":"want","data":["blocks"]}', '{"action":"ping"}']),
    )
    await expect.poll(() => hints() - server.upgrades.length).toBe(0) // one a connection: a pong is none
  })

  it('stand apart from whatever else it says', async () => {
    const { server, hints } = await listening()
    await expect.poll(() => hints()).toBe(1)
    for (const other of ['{"conversions":{"USD":1}}', '{"loadingIndicators":{}}', '{"x":{"block":1}}', '{}'])
      server.say(other)
    server.say('{"block":{}}')
    await expect.poll(() => hints()).toBeGreaterThan(1)
    expect(hints()).toBe(2)
    expect(server.upgrades).toHaveLength(1)
  })

  it('come at most once in a while, and none is lost', async () => {
    const begun = performance.now()
    const { server, hints } = await listening({ hintMs: 800 })
    await expect.poll(() => hints()).toBe(1)
    for (let n = 0; n < 50; n++) server.say('{"block":{}}')
    await expect.poll(() => hints()).toBeGreaterThan(1)
    await sleep(900)
    expect((hints() - 1) * 790).toBeLessThanOrEqual(performance.now() - begun)
  })

  it.each([
    ['no JSON', 'blocks!'],
    ['a list', '[1]'],
    ['too deep', `{"block":${'['.repeat(500)}${']'.repeat(500)}}`],
    ['no text', Uint8Array.of(1, 2, 3)],
    ['larger than anything it has to say', `{"block":"${'x'.repeat(2 * MAX_PUSH_BYTES)}"}`],
  ])('are no hint where the message is %s: the connection is given up', async (_, text) => {
    const { server, hints } = await listening({ firstRestMs: 60_000, maxRestMs: 60_000 })
    await expect.poll(() => hints()).toBe(1)
    server.say(text)
    await expect.poll(() => server.open).toBe(0)
    expect(hints()).toBe(1)
  })

  it('are listened for again after the connection broke, and what was missed is a hint', async () => {
    const { server, hints } = await listening()
    await expect.poll(() => hints()).toBe(1)
    server.drop()
    await expect.poll(() => hints()).toBe(2)
    expect(server.upgrades).toHaveLength(2)
  })

  it('are given up on a connection that has become silent', async () => {
    const { server, hints } = await listening({ pingMs: 30 })
    await expect.poll(() => hints()).toBe(1)
    server.talks = false
    await expect.poll(() => server.upgrades.length).toBeGreaterThan(1)
    await expect.poll(() => server.open).toBeLessThan(2)
  })

  it('are looked for ever more rarely where a server has none', async () => {
    const { server, hints } = await listening({}, (prepared) => {
      prepared.absent = true
    })
    await expect.poll(() => server.upgrades.length).toBeGreaterThan(4)
    const pauses = server.upgrades.slice(1).map(({ at }, n) => at - (server.upgrades[n]?.at ?? 0))
    expect(pauses[3] ?? 0).toBeGreaterThan(5 * FAST.firstRestMs) // a busy machine makes every one longer, none shorter
    expect(hints()).toBe(0)
  })

  it('end at once when nobody wants them any more, and leave no connection', async () => {
    const { server, hints, stop } = await listening({ hintMs: 800 })
    await expect.poll(() => hints()).toBe(1)
    server.say('{"block":{}}') // one that is still held back
    await sleep(20)
    await stop()
    const before = hints()
    await expect.poll(() => server.open).toBe(0)
    await sleep(900)
    expect(hints()).toBe(before)
  })

  it('leave no connection where the server does not say goodbye', async () => {
    const { server, stop } = await listening({}, (prepared) => {
      prepared.mute = true
    })
    await expect.poll(() => server.upgrades).toHaveLength(1)
    await expect.poll(() => server.open).toBe(1)
    await stop()
    await expect.poll(() => server.open).toBe(0)
  })

  it('end with their source', async () => {
    const server = await startPushServer()
    onTestFinished(() => server.close())
    const source = adapter(server)
    expect(source.capabilities.push).toBe(true)
    let hints = 0
    const done = source.hints?.(() => hints++, new AbortController().signal)
    await expect.poll(() => hints).toBe(1)
    await source.close()
    await done
    await expect.poll(() => server.open).toBe(0)
    expect(server.heard.join()).not.toContain(ADDRESS)
  })
})
