/**
 * A descriptor with the public keys of an index written in place of its extended keys: the same script, and the
 * descriptor library has no key to derive, which is most of its time.
 */
import type { Network } from '../../../shared/chain.ts'
import { childKey, ownKey, parentOf } from './child-keys.ts'

const EXTENDED = /(?:\[[0-9a-f]{8}[^\]]*\])?([xt]pub[1-9A-HJ-NP-Za-km-z]+)((?:\/\d+)*)(\/\*)?/g

/** Of a canonical single-path descriptor without its checksum. Throws a TypeError where a key is none. */
export function fillKeys(body: string, network: Network): (index: number) => string {
  const keys = [...body.matchAll(EXTENDED)].map(([, key = '', path = '', star]) => {
    const parent = parentOf(key, path.split('/').slice(1).map(Number), network)
    return (index: number) => (star === undefined ? ownKey(parent) : childKey(parent, index))
  })
  const between = body.replace(EXTENDED, '@').split('@')
  return (index) =>
    between.map((text, at) => `${text}${Buffer.from(keys[at]?.(index) ?? []).toString('hex')}`).join('')
}
