import { describe, expect, it } from 'vitest'
import { baseOf, parseProviderUrl, providerIdOf } from '../../../electron/sources/provider-url.ts'
import { AppError } from '../../../shared/errors.ts'

describe('a provider URL', () => {
  it.each([
    ['https://mempool.space/api', 'https://mempool.space/api'],
    ['  https://mempool.space/api/  ', 'https://mempool.space/api'],
    ['HTTPS://Mempool.Space/api//', 'https://mempool.space/api'],
    ['https://blockstream.info:8443/api', 'https://blockstream.info:8443/api'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://[::1]:3000/', 'http://[::1]:3000'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://umbrel.local:3006/api', 'http://umbrel.local:3006/api'],
    ['http://electrs:3000', 'http://electrs:3000'],
    ['http://192.168.1.20:3000/api', 'http://192.168.1.20:3000/api'],
    ['http://172.31.0.1/api', 'http://172.31.0.1/api'],
    ['http://[fd12::1]/api', 'http://[fd12::1]/api'],
    [
      'http://explorerzydxu5ecjrkwceayqybizmpjjznk5izmitf2modhcusuqlid.onion/api',
      'http://explorerzydxu5ecjrkwceayqybizmpjjznk5izmitf2modhcusuqlid.onion/api',
    ],
  ])('%s is asked below %s', (text, base) => {
    expect(baseOf(parseProviderUrl(text))).toBe(base)
  })

  it.each([
    ['nothing', '  '],
    ['no scheme', 'mempool.space/api'],
    ['a port that looks like a scheme', 'localhost:3000'],
    ['another scheme', 'ftp://mempool.space/api'],
    ['plain http to the public', 'http://mempool.space/api'],
    ['plain http to a public address', 'http://8.8.8.8/api'],
    ['plain http just outside of a private network', 'http://172.32.0.1/api'],
    ['a name that only begins like this machine', 'http://localhost.example.com'],
    ['a user name', 'https://someone@mempool.space/api'],
    ['a password', 'https://someone:hunter2@mempool.space/api'],
    ['an empty user name', 'https://@mempool.space/api'],
    ['a query', 'https://mempool.space/api?token=1'],
    ['an empty query', 'https://mempool.space/api?'],
    ['a fragment', 'https://mempool.space/api#x'],
    ['the metadata address of clouds', 'https://169.254.169.254/latest'],
    ['a link-local address', 'https://[fe80::1]/api'],
    ['no address', 'http://0.0.0.0:3000'],
    ['no address in IPv6', 'http://[::]:3000'],
    ['a multicast address', 'https://224.0.0.1/api'],
    ['spaces inside', 'https://mem pool.space/api'],
    ['no host', 'https://'],
    ['more than 2,000 characters', `https://a.example/${'a'.repeat(2_000)}`],
  ])('is refused with a text for the person when it has %s', (_, text) => {
    try {
      parseProviderUrl(text)
      expect.unreachable('it was taken')
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      expect(error.code).toBe('invalid_input')
      expect(error.message).not.toContain('hunter2')
      expect(error.message.length).toBeLessThan(120)
    }
  })
})

describe("a provider's id", () => {
  const id = (text: string) => providerIdOf(parseProviderUrl(text))

  it('is its host and path, with the port where one was given', () => {
    expect(id('https://mempool.space/api/')).toBe('mempool.space/api')
    expect(id('https://Blockstream.info:8443/testnet/api')).toBe('blockstream.info:8443/testnet/api')
    expect(id('http://127.0.0.1:3000')).toBe('127.0.0.1:3000')
  })

  it('differs between http and https, ports, paths and networks of one host', () => {
    const urls = [
      'http://node.local/api',
      'https://node.local/api',
      'https://node.local:3000/api',
      'https://node.local/signet/api',
      'https://node.local',
    ]
    expect(new Set(urls.map(id)).size).toBe(urls.length)
  })

  it('hides a key in the path and still tells two keys apart', () => {
    const one = id('https://node.example/0123456789abcdef0123456789abcdef/api')
    const two = id('https://node.example/fedcba9876543210fedcba9876543210/api')
    expect(one).toMatch(/^node\.example\/~[0-9a-f]{8}\/api$/)
    expect(one).not.toBe(two)
  })
})
