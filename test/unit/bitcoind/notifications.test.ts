import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { XPublisher } from 'zeromq'
import type { ChainHint } from '../../../electron/engine/ports.ts'
import { parseNodeUrl } from '../../../electron/sources/bitcoind/access.ts'
import { createAuthorization } from '../../../electron/sources/bitcoind/auth.ts'
import type { Bitcoind } from '../../../electron/sources/bitcoind/bitcoind.ts'
import { createNotifications, type ZmqModule } from '../../../electron/sources/bitcoind/notifications.ts'
import { choosePublishers } from '../../../electron/sources/bitcoind/publishers.ts'
import { createRpc } from '../../../electron/sources/bitcoind/rpc.ts'
import { createTransport } from '../../../electron/sources/bitcoind/transport.ts'
import { type FakeBitcoind, failure, http, result, startFakeBitcoind } from '../../fakes/bitcoind-server.ts'
import { connect } from './connect.ts'

const offers = (...pairs: (readonly [type: string, address: string])[]) =>
  pairs.map(([type, address]) => ({ type, address }))

describe('which publishers of a node are listened to', () => {
  it.each([
    ['http://127.0.0.1:8332', 'tcp://127.0.0.1:28332', 'tcp://127.0.0.1:28332'],
    ['http://localhost:8332', 'tcp://127.0.0.1:28332', 'tcp://127.0.0.1:28332'],
    ['http://127.0.0.1:8332', 'tcp://0.0.0.0:28332', 'tcp://127.0.0.1:28332'],
    ['http://[::1]:8332', 'tcp://[::]:28332', 'tcp://[::1]:28332'],
    ['http://node.lan:8332', 'tcp://*:28332', 'tcp://node.lan:28332'],
    ['http://10.0.0.7:8332', 'tcp://10.0.0.7:28332', 'tcp://10.0.0.7:28332'],
  ])('a node at %s that publishes at %s is heard at %s', (url, address, heard) => {
    expect(choosePublishers(offers(['pubsequence', address]), url)).toEqual([
      { topic: 'sequence', address: heard },
    ])
  })

  it.each([
    ['http://127.0.0.1:8332', 'tcp://10.0.0.7:28332'],
    ['http://10.0.0.7:8332', 'tcp://10.0.0.8:28332'],
    ['http://10.0.0.7:8332', 'tcp://127.0.0.1:28332'], // that node's loopback, not ours
    ['http://10.0.0.7:8332', 'tcp://10.0.0.7.elsewhere:28332'],
    ['http://node.onion:8332', 'tcp://0.0.0.0:28332'],
    ['http://127.0.0.1:8332', 'ipc:///run/bitcoind.zmq'],
    ['http://127.0.0.1:8332', 'tcp://127.0.0.1'],
    ['http://127.0.0.1:8332', 'tcp://eth0;127.0.0.1:28332'],
  ])('no connection is made from a node at %s to %s', (url, address) => {
    expect(choosePublishers(offers(['pubsequence', address]), url)).toEqual([])
  })

  it('prefers the one topic that tells of both, and the shorter of two messages', () => {
    const here = 'tcp://127.0.0.1:1'
    const topics = (...types: string[]) =>
      choosePublishers(offers(...types.map((type) => [type, here] as const)), 'http://127.0.0.1:2').map(
        ({ topic }) => topic,
      )
    expect(topics('pubhashblock', 'pubrawtx', 'pubsequence', 'pubhashtx')).toEqual(['sequence'])
    expect(topics('pubrawtx', 'pubhashtx', 'pubhashblock', 'pubrawblock')).toEqual(['hashblock', 'hashtx'])
    expect(topics('pubrawblock', 'pubrawtx')).toEqual(['rawtx'])
    expect(topics('pubrawblock')).toEqual([])
  })
})

describe('hints of a node', () => {
  let fake: FakeBitcoind
  let node: Bitcoind
  let publisher: XPublisher
  let stop: AbortController
  let listening: Promise<void>
  let heard: ChainHint[]
  let wake: () => void = () => undefined

  beforeEach(async () => {
    fake = await startFakeBitcoind()
    node = connect(fake.url)
    publisher = new XPublisher({ linger: 0 })
    await publisher.bind('tcp://127.0.0.1:*')
    heard = []
    stop = new AbortController()
    listening = Promise.resolve()
  })
  afterEach(async () => {
    stop.abort()
    await listening
    publisher.close()
    await node.close()
    await fake.close()
  })

  const endpoint = (): string => publisher.lastEndpoint ?? ''
  const publishes = (...types: string[]): void =>
    fake.on('getzmqnotifications', () =>
      result(types.map((type) => ({ type, address: endpoint(), hwm: 1000 }))),
    )
  const onHint = (hint: ChainHint): void => {
    heard.push(hint)
    wake()
  }
  function listen(): void {
    const listener = node.chain.hints?.(onHint, stop.signal)
    if (!listener) throw new Error('a bitcoind gives hints')
    listening = listener
  }
  async function hintsReach(count: number): Promise<readonly ChainHint[]> {
    while (heard.length < count)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    return heard
  }
  /** Resolves when a listener has asked for this many topics. */
  async function subscribed(topics = 1): Promise<readonly string[]> {
    const names: string[] = []
    while (names.length < topics) {
      const [message = Buffer.alloc(0)] = await publisher.receive()
      if (message[0] === 1) names.push(message.subarray(1).toString())
    }
    return names
  }
  async function say(counter: number, topic = 'sequence'): Promise<void> {
    const count = Buffer.alloc(4)
    count.writeUInt32LE(counter)
    await publisher.send([topic, Buffer.alloc(33), count])
  }

  it('come for every message, after one that says that nothing is known of what was before', async () => {
    publishes('pubsequence')
    listen()
    expect(await subscribed()).toEqual(['sequence'])
    await say(7)
    await say(8)
    expect(await hintsReach(3)).toEqual(['lost', 'news', 'news'])
  })

  it('say that messages were lost when a counter jumps, and not when it starts over from its end', async () => {
    publishes('pubsequence')
    listen()
    await subscribed()
    for (const counter of [0xffff_fffe, 0xffff_ffff, 0, 1, 3, 4]) await say(counter)
    expect((await hintsReach(7)).slice(1)).toEqual(['news', 'news', 'news', 'news', 'lost', 'news'])
  })

  it('count each topic by itself', async () => {
    publishes('pubhashblock', 'pubhashtx')
    listen()
    expect((await subscribed(2)).toSorted()).toEqual(['hashblock', 'hashtx'])
    await say(5, 'hashblock')
    await say(900, 'hashtx')
    await say(6, 'hashblock')
    await say(901, 'hashtx')
    expect((await hintsReach(5)).slice(1)).toEqual(['news', 'news', 'news', 'news'])
  })

  it('take a message that is none of the node’s as one more reason to look, and go on', async () => {
    publishes('pubsequence')
    listen()
    await subscribed()
    await say(1)
    await publisher.send(['sequence'])
    await say(2)
    expect((await hintsReach(4)).slice(1)).toEqual(['news', 'lost', 'news'])
  })

  it('begin again when the publisher has been away, and where it comes back at another address', async () => {
    publishes('pubsequence')
    listen()
    await subscribed()
    await hintsReach(1)
    publisher.close()
    publisher = new XPublisher({ linger: 0 })
    await publisher.bind('tcp://127.0.0.1:*')
    await subscribed()
    await say(1)
    expect(await hintsReach(3)).toEqual(['lost', 'lost', 'news'])
  })

  it.each([
    ['has no ZMQ', () => failure(-32601, 'Method not found')],
    ['forbids the question', () => http(403, '')],
    ['publishes nothing', () => result([])],
    ['publishes at another host', () => result([{ type: 'pubsequence', address: 'tcp://192.0.2.1:1' }])],
    ['answers nonsense', () => result([{ type: 1 }])],
    ['is gone', () => ({ kind: 'reset' }) as const],
    ['hangs', () => ({ kind: 'hang' }) as const],
  ])('do not come from a node that %s, and listening ends in peace', async (_, answer) => {
    let asked = (): void => undefined
    const question = new Promise<void>((resolve) => {
      asked = resolve
    })
    fake.on('getzmqnotifications', () => {
      asked()
      return answer()
    })
    listen()
    await question
    await new Promise((resolve) => setTimeout(resolve, 50))
    stop.abort()
    await expect(listening).resolves.toBeUndefined()
    expect(heard).toEqual([])
  })

  /** The same listener with another native module. */
  function listenWith(load: () => Promise<ZmqModule>, log: (line: string) => void): void {
    const url = parseNodeUrl(fake.url)
    if (!url) throw new Error('no URL')
    const auth = createAuthorization({ kind: 'password', user: 'u', password: 'p' })
    const rpc = createRpc(createTransport(url, auth, () => undefined))
    const times = { firstRestMs: 5, maxRestMs: 10 }
    listening = createNotifications({ rpc, nodeUrl: fake.url, load, log, times }).hints(onHint, stop.signal)
  }

  it('are given up with one notice where the native module cannot be loaded', async () => {
    publishes('pubsequence')
    const lines: string[] = []
    let loads = 0
    const load = async (): Promise<ZmqModule> => {
      loads += 1
      throw new Error('no addon for this machine')
    }
    listenWith(load, (line) => lines.push(line))
    await expect.poll(() => lines.length).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect({ lines, loads, heard }).toEqual({
      lines: ['ZMQ is not available here, the node is asked at intervals instead: no addon for this machine'],
      loads: 1,
      heard: [],
    })
    stop.abort()
    await expect(listening).resolves.toBeUndefined()
  })

  it('do not load the native module for a node without anything to listen to', async () => {
    let loads = 0
    const load = async (): Promise<ZmqModule> => {
      loads += 1
      throw new Error('loaded')
    }
    listenWith(load, () => undefined)
    while (fake.asked.filter((method) => method === 'getzmqnotifications').length < 3)
      await new Promise((resolve) => setTimeout(resolve, 5))
    expect(loads).toBe(0)
  })
})
