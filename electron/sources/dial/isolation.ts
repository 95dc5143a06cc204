/**
 * Which questions may share a circuit. Tor leads streams of different logins over different circuits, so that what
 * is asked with one login cannot be tied to what is asked with another. Addresses fall into a fixed number of groups
 * by a keyed hash, another one at each provider; who is on the other side knows neither key.
 */
import { createHmac } from 'node:crypto'
import type { Login } from './socks5.ts'

/** More would keep more apart, and cost a circuit each. */
const GROUPS = 8

/** `chain` is what names no address: tips, and the finding out of what a server speaks. */
export type Group = number | 'chain'

export interface Isolation {
  /** The group of one question: of an address, or of all those that are asked about in one call. */
  readonly groupOf: (addresses: readonly string[]) => Group
  readonly loginOf: (group: Group) => Login
}

export interface IsolationKeys {
  /** What tells providers apart: no two share a group or a login. */
  readonly provider: string
  /** Kept between starts where it can be: groups that change would tie more and more addresses together. */
  readonly groupKey: string
  /** Drawn anew at each start. */
  readonly loginKey: Uint8Array
}

/** Binds groups and logins to a provider. Pure. */
export function isolationOf({ provider, groupKey, loginKey }: IsolationKeys): Isolation {
  return {
    groupOf: (addresses) =>
      createHmac('sha256', groupKey)
        .update(JSON.stringify([provider, ...addresses]))
        .digest()
        .readUInt32BE() % GROUPS,
    loginOf: (group) => {
      const secret = createHmac('sha256', loginKey)
        .update(JSON.stringify([provider, group]))
        .digest('hex')
      return { user: secret.slice(0, 32), password: secret.slice(32) }
    },
  }
}
