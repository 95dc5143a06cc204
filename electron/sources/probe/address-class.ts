/**
 * Where an IP address lies, and the network interface it must never lead to: the one list for what may be written in a
 * URL, what a name may lead to and where a login may go. No name is looked at here.
 */
import { BlockList, isIP } from 'node:net'

/**
 * `never`: unspecified, link-local, multicast, reserved, and the addresses under which clouds hand out credentials
 * to whoever asks. `private` is what the internet does not lead to. 100.64/10 belongs there: overlay networks, which
 * encrypt, number their members from it, and nobody writes such an address who does not mean a machine of their own.
 * A carrier's customers have it too, so that a public name that leads there needs consent like any other private one.
 */
export type AddressClass = 'loopback' | 'private' | 'public' | 'never'

type Subnet = readonly [net: string, prefix: number, type: 'ipv4' | 'ipv6']

const NEVER = blockList([
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['100.100.100.200', 32, 'ipv4'], // metadata
  ['168.63.129.16', 32, 'ipv4'], // metadata
  ['192.0.0.192', 32, 'ipv4'], // metadata
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['fd00:ec2::254', 128, 'ipv6'], // metadata
  ['ff00::', 8, 'ipv6'],
])

const LOOPBACK = blockList([
  ['127.0.0.0', 8, 'ipv4'],
  ['::1', 128, 'ipv6'],
])

const PRIVATE = blockList([
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['fc00::', 7, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'], // a network's own way to its IPv4 addresses
])

/** Prefix under which an IPv6-only network reaches IPv4 addresses. */
const NAT64 = blockList([['64:ff9b::', 96, 'ipv6']])

/** The class of an IP address, with or without brackets and zone; null for what is none. */
export function classOf(address: string): AddressClass | null {
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const version = isIP(plain)
  if (version === 0) return null
  const type = version === 4 ? 'ipv4' : 'ipv6'
  if (version === 6 && NAT64.check(plain, type)) return classOf(embeddedV4(plain))
  if (NEVER.check(plain, type)) return 'never'
  if (LOOPBACK.check(plain, type)) return 'loopback'
  return PRIVATE.check(plain, type) ? 'private' : 'public'
}

/** The last 32 bits of an IPv6 address as IPv4. */
function embeddedV4(address: string): string {
  return groupsOf(address)
    .slice(-2)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.')
}

/** The eight numbers of an IPv6 address. The URL parser writes all of its spellings as groups of hex. */
export function groupsOf(address: string): readonly number[] {
  const host = new URL(`http://[${address}]`).hostname.slice(1, -1)
  return expanded(host).map((group) => Number.parseInt(group, 16))
}

function expanded(host: string): readonly string[] {
  const [head = '', tail] = host.split('::')
  const before = head === '' ? [] : head.split(':')
  if (tail === undefined) return before
  const after = tail === '' ? [] : tail.split(':')
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after]
}

function blockList(subnets: readonly Subnet[]): BlockList {
  const list = new BlockList()
  for (const [net, prefix, type] of subnets) list.addSubnet(net, prefix, type)
  return list
}
