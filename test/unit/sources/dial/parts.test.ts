import { describe, expect, it } from 'vitest'
import { dialThroughProxy } from '../../../../electron/sources/dial/dial-through-proxy.ts'
import { isolationOf } from '../../../../electron/sources/dial/isolation.ts'
import { throughProxy } from '../../../../electron/sources/dial/route.ts'
import { AppError } from '../../../../shared/errors.ts'
import { lines } from '../probe/ground.ts'
import { never } from '../provider-ground.ts'
import { proxyTo } from './dial-ground.ts'

describe('the URL of a proxy', () => {
  it.each([
    ['socks5://127.0.0.1:9050', '127.0.0.1', 9050],
    [' SOCKS5H://LocalHost:9150/ ', 'localhost', 9150],
    ['socks5://[::1]:9050', '::1', 9050],
    ['socks5://tor:80', 'tor', 80],
  ])('%s is read', (text, host, port) => {
    expect(throughProxy(text)).toEqual({ kind: 'socks5', host, port })
  })

  it.each([
    ['nothing', ''],
    ['no port', 'socks5://127.0.0.1'],
    ['port 0', 'socks5://127.0.0.1:0'],
    ['a port that there is not', 'socks5://127.0.0.1:65536'],
    ['another protocol', 'http://127.0.0.1:8080'],
    ['the fourth version', 'socks4://127.0.0.1:9050'],
    ['a login', 'socks5://someone:hunter2@127.0.0.1:9050'],
    ['a path', 'socks5://127.0.0.1:9050/x'],
    ['a host that is none', 'socks5://[zz]:9050'],
  ])('is refused with a text for the person when it has %s', (_, text) => {
    try {
      throughProxy(text)
      expect.unreachable('it was taken')
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      expect([error.code, error.message.includes('hunter2')]).toEqual(['invalid_input', false])
    }
  })
})

describe('groups of addresses', () => {
  const keys = { provider: 'a', groupKey: 'k', loginKey: Buffer.of(1) }
  const addresses = Array.from({ length: 800 }, (_, n) => `address ${n}`)
  const groups = (from: typeof keys) => {
    const { groupOf } = isolationOf(from)
    return addresses.map((address) => groupOf([address]))
  }

  it('are eight, of about the same size', () => {
    const sizes = new Map<unknown, number>()
    for (const group of groups(keys)) sizes.set(group, (sizes.get(group) ?? 0) + 1)
    expect(sizes.size).toBe(8)
    for (const size of sizes.values()) expect(Math.abs(size - 100)).toBeLessThan(50)
  })

  it('are the same after the next start, and others at another provider and under another key', () => {
    expect(groups({ ...keys, loginKey: Buffer.of(2) })).toEqual(groups(keys))
    for (const other of [
      { ...keys, provider: 'b' },
      { ...keys, groupKey: 'other' },
    ]) {
      const theirs = groups(other)
      const shared = groups(keys).filter((group, n) => group === theirs[n]).length
      expect(shared).toBeLessThan(200) // 100 by chance
    }
  })

  it('have a login each, shared with no other provider and no other start', () => {
    const logins = [keys, { ...keys, provider: 'b' }, { ...keys, loginKey: Buffer.of(2) }].flatMap((from) =>
      (['chain', 0, 1, 2, 3, 4, 5, 6, 7] as const).map((group) => isolationOf(from).loginOf(group)),
    )
    expect(new Set(logins.map(({ user }) => user)).size).toBe(27)
    expect(new Set(logins.map(({ password }) => password)).size).toBe(27)
  })
})

describe('a request to a proxy', () => {
  it.each([
    ['a name', 'provider.example', 'name', 'provider.example'],
    ['a name with a dot at its end', 'Provider.example.', 'name', 'provider.example'],
    ['an IPv4 address', '203.0.113.7', 'ipv4', '203.0.113.7'],
    ['an IPv6 address', '[2001:db8::ff00:42:8329]', 'ipv6', '20010db8000000000000ff0000428329'],
  ])('names the server as what it is: %s', async (_, host, kind, target) => {
    const proxy = await proxyTo(await lines((socket) => socket.write('hello')))
    const dial = dialThroughProxy({ host: '127.0.0.1', port: proxy.port }, { user: 'u', password: 'p' })
    const socket = await dial({ host, port: 50_002, encrypted: true }, never)
    const first = await new Promise((resolve) => socket.once('data', resolve))
    expect(String(first)).toBe('hello') // what the server says first is not lost either
    expect(proxy.targets).toEqual([{ user: 'u', password: 'p', host: target, kind, port: 50_002 }])
    socket.destroy()
  })

  it('is not sent for a name that no request can hold', async () => {
    const proxy = await proxyTo(1)
    const dial = dialThroughProxy({ host: '127.0.0.1', port: proxy.port }, { user: 'u', password: 'p' })
    const call = dial({ host: 'a'.repeat(256), port: 443, encrypted: true }, never)
    await expect(call).rejects.toMatchObject({ message: 'The name of this server is too long.' })
    expect(proxy.targets).toEqual([])
  })
})
