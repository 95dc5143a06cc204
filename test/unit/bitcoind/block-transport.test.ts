import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { createRandom } from '../../bench/random.ts'
import { seedOf } from '../../ground/seed.ts'
import { arrived } from '../sources/provider-ground.ts'
import { type BlockGround, collect, connectBlocks } from './block-ground.ts'
import { forever, nodeErrorOf } from './connect.ts'
import {
  type MadeBlock,
  makeBlock,
  type RawAsked,
  type RawServer,
  reply,
  startRawServer,
} from './raw-server.ts'

const seed = seedOf('cuts')
let server: RawServer
let node: BlockGround
afterEach(async () => {
  await node.close()
  await server.close()
})

async function serve(
  answer: (asked: RawAsked, block: MadeBlock) => void,
  made: readonly MadeBlock[],
): Promise<void> {
  const byPath = new Map(made.map((block) => [`/rest/block/${block.hash}.bin`, block]))
  server = await startRawServer((asked) => {
    const block = byPath.get(asked.path)
    if (!block) throw new Error(`nobody should ask for ${asked.path}`)
    answer(asked, block)
  })
  node = connectBlocks(server.url, true)
}

const send = ({ socket }: RawAsked, { bytes }: MadeBlock): void => void socket.write(reply('200 OK', bytes))
const make = (count: number, length = 300_000): MadeBlock[] =>
  Array.from({ length: count }, (_, seed) => makeBlock(seed, length + seed))
const areThese = (read: readonly Buffer[], made: readonly MadeBlock[]): boolean =>
  read.length === made.length && read.every((bytes, index) => made[index]?.bytes.equals(bytes))
const hashesOf = (made: readonly MadeBlock[]) => made.map(({ hash }) => hash)

describe('a stream of blocks by REST', () => {
  it('keeps the order that was asked for, on two connections at most, and lends no more than it reads ahead', async () => {
    const made = make(30)
    await serve((asked, block) => {
      if (block !== made[0]) return send(asked, block)
      void expect
        .poll(() => server.asked.length)
        .toBeGreaterThan(4) // what comes after it, on the other connection
        .then(() => send(asked, block))
    }, made)
    let most = 0
    const seen: boolean[] = []
    for await (const { hash, bytes } of node.blocks(hashesOf(made), forever)) {
      most = Math.max(most, node.pool.lentOut())
      seen.push(
        hash === made[seen.length]?.hash && Buffer.from(bytes).equals(made[seen.length]?.bytes ?? bytes),
      )
    }
    expect(seen).toEqual(made.map(() => true))
    expect(server.most()).toBe(2)
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(7)
    expect(node.pool.lentOut()).toBe(0)
  })

  it('leaves a block alone while it is being read, and reads ahead no further than it may', async () => {
    const made = make(20)
    await serve(send, made)
    const buffers = new Set<ArrayBufferLike>()
    let index = 0
    for await (const { bytes } of node.blocks(hashesOf(made), forever)) {
      buffers.add(bytes.buffer)
      await sleep(15) // the reading ahead goes on meanwhile
      expect(server.asked.length).toBeLessThanOrEqual(index + 7)
      expect(Buffer.from(bytes).equals(made[index]?.bytes ?? Buffer.of())).toBe(true)
      index += 1
    }
    expect(index).toBe(20)
    expect(buffers.size).toBeLessThanOrEqual(7)
  })

  it('gives a single block in memory of its own', async () => {
    const made = make(2)
    await serve(send, made)
    const [first, second] = made
    if (!first || !second) throw new Error('two were made')
    const kept = await node.block(first.hash, forever)
    await node.block(second.hash, forever)
    expect(Buffer.from(kept).equals(first.bytes)).toBe(true)
    expect(node.pool.lentOut()).toBe(0)
  })

  it('understands a header that begins at the end of one chunk and goes on in the next, wherever it is cut', async () => {
    // The second answer on a connection begins right behind the first; until the rest of its header comes, other
    // answers are read into the memory that its beginning was in.
    const made = make(24)
    const unsent = new Map<RawAsked['socket'], Buffer>()
    let pairs = 0
    await serve(({ socket }, block) => {
      const answer = reply('200 OK', block.bytes)
      const before = unsent.get(socket)
      const cut = before ? 1 + ((pairs++ * 7) % 60) : 1_000 // the next is asked for when an answer has begun
      const rest = answer.subarray(cut)
      socket.write(Buffer.concat([before ?? Buffer.of(), answer.subarray(0, cut)]))
      unsent.set(socket, rest)
      setTimeout(() => {
        if (unsent.get(socket) !== rest) return // sent together with the answer behind it
        unsent.delete(socket)
        socket.write(rest)
      }, 15)
    }, made)
    // A busy machine may be late with the next question: then its answer is no second one, and more are read.
    for (let round = 0; round < 20; round++) {
      expect(areThese(await collect(node.blocks(hashesOf(made), forever)), made)).toBe(true)
      if (pairs > 8) break
    }
    expect(pairs).toBeGreaterThan(8)
  })

  it(`is the same however its bytes are cut on their way, one answer behind the other (seed ${seed})`, async () => {
    const random = createRandom(seed)
    const made = make(16, 700_000)
    const waiting = new Map<RawAsked['socket'], Buffer[]>()
    await serve(({ socket }, { bytes }) => {
      const queue = waiting.get(socket)
      const answer = reply('200 OK', bytes)
      if (queue) {
        queue.push(answer)
        return
      }
      const own = [answer]
      waiting.set(socket, own)
      const next = (): void => {
        const first = own.shift()
        if (first === undefined) {
          waiting.delete(socket)
          return
        }
        const length = [17, 5_000, 40_000, 200_000, 600_000][random.below(5)] ?? 1
        const taken = Buffer.concat([first, own[0]?.subarray(0, 300) ?? Buffer.of()]) // with what begins behind it
        const cut = length < first.length ? first.subarray(0, length) : taken
        if (length < first.length) own.unshift(first.subarray(length))
        else if (own[0]) own[0] = own[0].subarray(300)
        socket.write(cut)
        setTimeout(next, random.below(3))
      }
      next()
    }, made)
    expect(areThese(await collect(node.blocks(hashesOf(made), forever)), made)).toBe(true)
    expect(node.pool.lentOut()).toBe(0)
  })

  it('understands an answer whose header comes in pieces', async () => {
    const made = make(3)
    await serve(({ socket }, { bytes }) => {
      const whole = reply('200 OK', bytes)
      socket.write(whole.subarray(0, 27))
      setTimeout(() => socket.write(whole.subarray(27, 40)), 15)
      setTimeout(() => socket.write(whole.subarray(40)), 30)
    }, made)
    expect(areThese(await collect(node.blocks(hashesOf(made), forever)), made)).toBe(true)
  })

  const refused: readonly [string, (asked: RawAsked, block: MadeBlock) => void, string, RegExp][] = [
    [
      'breaks off',
      ({ socket }, { bytes }) => socket.end(reply('200 OK', bytes.subarray(0, 1_000), bytes.length)),
      'unreachable',
      /broke off/,
    ],
    [
      'is reset half way',
      ({ socket }, { bytes }) =>
        socket.write(reply('200 OK', bytes.subarray(0, 1_000), bytes.length), () => socket.resetAndDestroy()),
      'unreachable',
      /broke off/,
    ],
    [
      'is longer than any block',
      ({ socket }, { bytes }) => socket.write(reply('200 OK', bytes, 4_100_000)),
      'fault',
      /more than any block/,
    ],
    [
      'has a length of several',
      ({ socket }) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef'),
      'fault',
      /./,
    ],
    [
      'is chunked',
      ({ socket }) =>
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n'),
      'fault',
      /without its length/,
    ],
    [
      'ends with its connection',
      ({ socket }) => socket.end('HTTP/1.1 200 OK\r\n\r\nabc'),
      'fault',
      /without its/,
    ],
    ['is empty', ({ socket }) => socket.write(reply('200 OK', Buffer.of())), 'fault', /not what bitcoind/],
    [
      'is another block',
      ({ socket }) => socket.write(reply('200 OK', makeBlock(99, 500).bytes)),
      'fault',
      /not what bitcoind/,
    ],
    [
      'says that the node is busy',
      ({ socket }) => socket.write(reply('503 Busy', Buffer.from('Work queue depth exceeded'))),
      'busy',
      /too much/,
    ],
    [
      'says that the block is gone',
      ({ socket }) => socket.write(reply('404 No', Buffer.from('x not available (pruned data)'))),
      'pruned',
      /no longer/,
    ],
  ]
  it.each(refused)(
    'is refused when a body %s, by one request, and nothing stays lent',
    async (_, answer, problem, text) => {
      const [block] = make(1)
      if (!block) throw new Error('one was made')
      await serve(answer, [block])
      const error = await nodeErrorOf(collect(node.blocks([block.hash], forever)))
      expect(error).toMatchObject({ problem, message: expect.stringMatching(text) as string })
      expect(server.asked).toHaveLength(1)
      expect(node.pool.lentOut()).toBe(0)
    },
  )

  it('is not led astray by bytes behind an answer', async () => {
    const made = make(12, 500_000)
    await serve(({ socket }, { bytes }) => {
      socket.write(Buffer.concat([reply('200 OK', bytes), Buffer.from('and more of it')]))
    }, made)
    const outcome = await collect(node.blocks(hashesOf(made), forever)).catch((error: unknown) => error)
    if (Array.isArray(outcome)) expect(areThese(outcome as Buffer[], made)).toBe(true)
    else expect(outcome).toMatchObject({ name: 'NodeError' })
    expect(node.pool.lentOut()).toBe(0)
  })

  it('asks once more when a kept connection turns out to be closed, and only once', async () => {
    const made = make(2, 1_000)
    let resets = 0
    await serve((asked, block) => {
      if (block === made[1] && resets-- > 0) asked.socket.resetAndDestroy()
      else send(asked, block)
    }, made)
    const [first, second] = made
    if (!first || !second) throw new Error('two were made')
    await node.block(first.hash, forever)
    resets = 1
    expect(Buffer.from(await node.block(second.hash, forever)).equals(second.bytes)).toBe(true)
    expect(server.asked).toHaveLength(3)
    resets = 9
    expect((await nodeErrorOf(node.block(second.hash, forever))).problem).toBe('unreachable')
    expect(server.asked).toHaveLength(5)
    expect(node.pool.lentOut()).toBe(0)
  })

  it('ends everything at once when it is cancelled, in the middle of bodies and before they begin', async () => {
    const made = make(20)
    await serve((asked, block) => {
      if (block === made[0]) send(asked, block)
      else if (block === made[2])
        return // never answered
      else asked.socket.write(reply('200 OK', block.bytes.subarray(0, 5_000), block.bytes.length))
    }, made)
    const cancel = new AbortController()
    const reading = (async () => {
      for await (const { hash } of node.blocks(hashesOf(made), cancel.signal))
        if (hash === made[0]?.hash) setTimeout(() => cancel.abort(new Error('window closed')), 50)
    })()
    await expect(reading).rejects.toThrow('window closed')
    expect(node.pool.lentOut()).toBe(0)
    await expect.poll(() => server.open()).toBe(0)
    const asked = server.asked.length
    await arrived()
    expect(server.asked.length).toBe(asked)
    expect(asked).toBeLessThanOrEqual(6)
  })

  it('writes nothing more to a buffer that was given back, though the node goes on sending', async () => {
    const made = make(6, 1_500_000)
    const cancel = new AbortController()
    const begun = new Set<RawAsked['socket']>()
    await serve(({ socket }, { bytes }) => {
      if (begun.has(socket)) return // the answer before it is still on its way
      begun.add(socket)
      const answer = reply('200 OK', bytes)
      socket.on('error', () => undefined) // it is cut off while it writes
      socket.write(answer.subarray(0, 400_000))
      // What comes then is read to its place: no header is near.
      setTimeout(
        () => socket.write(answer.subarray(400_000, 900_000), () => cancel.abort(new Error('quit'))),
        30,
      )
      setTimeout(() => socket.write(answer.subarray(900_000)), 60)
    }, made)
    const reading = collect(node.blocks(hashesOf(made), cancel.signal))
    await expect(reading).rejects.toThrow('quit')
    const buffers = Array.from({ length: 8 }, () => node.pool.lend())
    for (const { buffer } of buffers) buffer.fill(0x11, 0, 2_000_000)
    await sleep(150)
    const isUntouched = ({ buffer }: { readonly buffer: Buffer }): boolean =>
      buffer.subarray(0, 2_000_000).every((byte) => byte === 0x11)
    expect(buffers.every(isUntouched)).toBe(true)
    for (const { giveBack } of buffers) giveBack()
  })

  it('gives no block away after it was cancelled, though some had come', async () => {
    const made = make(6)
    await serve(send, made)
    const cancel = new AbortController()
    let seen = 0
    const reading = (async () => {
      for await (const _ of node.blocks(hashesOf(made), cancel.signal)) {
        seen += 1
        await expect.poll(() => node.pool.lentOut()).toBeGreaterThan(3)
        cancel.abort(new Error('quit'))
      }
    })()
    await expect(reading).rejects.toThrow('quit')
    expect(seen).toBe(1)
    expect(node.pool.lentOut()).toBe(0)
  })

  it('leaves nothing behind when its reader stops early or throws', async () => {
    const made = make(20)
    await serve(send, made)
    for await (const _ of node.blocks(hashesOf(made), forever)) break
    expect(node.pool.lentOut()).toBe(0)
    const throwing = (async () => {
      for await (const _ of node.blocks(hashesOf(made), forever)) throw new Error('bad block')
    })()
    await expect(throwing).rejects.toThrow('bad block')
    expect(node.pool.lentOut()).toBe(0)
    expect(areThese(await collect(node.blocks(hashesOf(made), forever)), made)).toBe(true)
  })
})
