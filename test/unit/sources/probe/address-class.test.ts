import { describe, expect, it } from 'vitest'
import { classOf, groupsOf } from '../../../../electron/sources/probe/address-class.ts'
import { resolveHost } from '../../../../electron/sources/probe/resolve-host.ts'
import { parseSourceUrl } from '../../../../electron/sources/probe/source-url.ts'
import { parseProviderUrl } from '../../../../electron/sources/provider-url.ts'

/** First and last address of each range, and those just outside. */
const PLACES: Readonly<Record<'loopback' | 'private' | 'public' | 'never', readonly string[]>> = {
  loopback: ['127.0.0.1', '127.255.255.255', '::1', '::ffff:127.0.0.1'],
  private: [
    '10.0.0.0',
    '10.255.255.255',
    '172.16.0.0',
    '172.31.255.255',
    '192.168.0.1',
    '100.64.0.0', // overlay networks, and carriers' customers
    '100.127.255.255',
    'fc00::1',
    'fdff::1',
    '::ffff:192.168.1.1',
    '64:ff9b::a00:1',
    '64:ff9b:1::a00:1',
  ],
  public: [
    '9.255.255.255',
    '11.0.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '192.167.255.255',
    '2001:db8::1',
    '64:ff9b::808:808',
  ],
  never: [
    '0.0.0.0',
    '169.254.0.1',
    '169.254.169.254',
    '100.100.100.200',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    'fd00:ec2::254',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
  ],
}

const cases = Object.entries(PLACES).flatMap(([place, addresses]) =>
  addresses.map((address) => [address, place] as const),
)

function isTaken(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text)
    return true
  } catch {
    return false
  }
}

describe('the place of an address', () => {
  it.each(cases)(
    '%s is %s, whoever asks: a URL over http, over https, over tcp, or what a name leads to',
    async (address, place) => {
      const own = place === 'loopback' || place === 'private'
      const host = address.includes(':') ? `[${address}]` : address
      const led = (encrypted: boolean) =>
        resolveHost(
          { host: 'node.local', encrypted },
          { lookup: async () => [address] },
          new AbortController().signal,
        )
      expect(classOf(address)).toBe(place)
      expect(isTaken(parseProviderUrl, `http://${host}/api`)).toBe(own)
      expect(isTaken(parseSourceUrl, `tcp://${host}:50001`)).toBe(own)
      expect(isTaken(parseProviderUrl, `https://${host}/api`)).toBe(place !== 'never')
      expect(
        await led(false).then(
          ({ needsConsent }) => needsConsent,
          () => null,
        ),
      ).toBe(own ? true : null)
      expect(
        await led(true).then(
          ({ needsConsent }) => needsConsent,
          () => null,
        ),
      ).toBe(place === 'never' ? null : own)
    },
  )

  it.each(['', 'localhost', '1.2.3', '1.2.3.4.5', 'example.org', ':::'])(
    'is unknown for "%s", which is no address',
    (text) => {
      expect(classOf(text)).toBeNull()
    },
  )

  it('is seen through brackets and zones', () => {
    expect([classOf('[::1]'), classOf('fe80::1%eth0')]).toEqual(['loopback', 'never'])
  })
})

describe('an IPv6 address', () => {
  it.each([
    ['::', [0, 0, 0, 0, 0, 0, 0, 0]],
    ['1::8', [1, 0, 0, 0, 0, 0, 0, 8]],
    ['1:2:3:4:5:6:7:8', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['::ffff:1.2.3.4', [0, 0, 0, 0, 0, 0xffff, 0x102, 0x304]],
    ['2001:DB8::ff00:42:8329', [0x2001, 0xdb8, 0, 0, 0, 0xff00, 0x42, 0x8329]],
  ])('%s is read as eight numbers', (address, groups) => {
    expect(groupsOf(address)).toEqual(groups)
  })
})
