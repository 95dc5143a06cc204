/** An account's descriptor as people look at it. Pure. */

const KEY = /[xtuvyz]pub[1-9A-HJ-NP-Za-km-z]{20,}/g

/** The extended key of an account that has exactly one; null otherwise. */
export function accountKeyOf(descriptor: string): string | null {
  const keys = new Set(descriptor.match(KEY))
  const [only] = keys
  return keys.size === 1 && only !== undefined ? only : null
}

/** The descriptor with its keys shortened and without checksum: `wpkh([9ffd1b6c/84h/0h/0h]xpub6C…4kQz/<0;1>/*)`. */
export function shortDescriptor(descriptor: string): string {
  return descriptor.replace(/#.{8}$/, '').replace(KEY, (key) => `${key.slice(0, 6)}…${key.slice(-4)}`)
}
