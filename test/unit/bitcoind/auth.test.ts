import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Bitcoind } from '../../../electron/sources/bitcoind/bitcoind.ts'
import { type FakeBitcoind, startFakeBitcoind } from '../../fakes/bitcoind-server.ts'
import { connect, forever, nodeErrorOf } from './connect.ts'

let dir: string
let file: string
let fake: FakeBitcoind
let node: Bitcoind
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tidemark-cookie-'))
  file = join(dir, '.cookie')
  fake = await startFakeBitcoind()
  node = connect(fake.url, { kind: 'cookie', file })
})
afterEach(async () => {
  await node.close()
  await fake.close()
  await rm(dir, { recursive: true })
})

async function restartWith(cookie: string): Promise<void> {
  fake.credentials = cookie
  await writeFile(file, cookie)
}

describe('the cookie', () => {
  it('is read again when its file has changed', async () => {
    await restartWith('__cookie__:one')
    await node.chain.view(forever)
    await restartWith('__cookie__:three')
    await node.chain.view(forever)
    expect(fake.requests()).toBe(3)
  })

  it('is read once more after a 401, even when its file looks the same', async () => {
    const then = new Date('2026-01-01T00:00:00Z')
    await restartWith('__cookie__:aaa')
    await utimes(file, then, then)
    await node.chain.view(forever)
    await restartWith('__cookie__:bbb')
    await utimes(file, then, then)
    await node.chain.view(forever)
    expect(fake.requests()).toBe(4)
  })

  it('is not sent again when the node refused it and the file still holds the same', async () => {
    await restartWith('__cookie__:old')
    fake.credentials = '__cookie__:new'
    expect((await nodeErrorOf(node.chain.view(forever))).problem).toBe('auth')
    expect(fake.requests()).toBe(2)
  })

  it('is missing, without a request, when there is no file', async () => {
    const error = await nodeErrorOf(node.chain.view(forever))
    expect(error.problem).toBe('cookie_missing')
    expect(error.message).not.toContain(dir)
    expect(fake.requests()).toBe(0)
  })

  it.each([
    ['a folder', async () => mkdir(file)],
    ['a large file', async () => writeFile(file, 'a:'.repeat(4_000))],
    ['no cookie', async () => writeFile(file, 'hello')],
  ])('is refused without a request when the file is %s', async (_name, make) => {
    await make()
    expect((await nodeErrorOf(node.chain.view(forever))).problem).toBe('auth')
    expect(fake.requests()).toBe(0)
  })
})

describe('a password', () => {
  it('is sent as it is, in UTF-8, and refused once when it is wrong', async () => {
    fake.credentials = 'user:pässwörd:x'
    const right = connect(fake.url, { kind: 'password', user: 'user', password: 'pässwörd:x' })
    await right.chain.view(forever)
    const wrong = connect(fake.url, { kind: 'password', user: 'user', password: 'other' })
    const error = await nodeErrorOf(wrong.chain.view(forever))
    expect(error.problem).toBe('auth')
    expect(JSON.stringify([error.message, error.detail])).not.toContain('other')
    expect(fake.requests()).toBe(4)
    await Promise.all([right.close(), wrong.close()])
  })
})
