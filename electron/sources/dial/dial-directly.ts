/**
 * Without a proxy: the name is looked up once a connection, every address of it is judged, and the connection goes to
 * one of those and no other, so that a name that answers differently the second time (rebinding) leads nowhere.
 */
import { isIPv6 } from 'node:net'
import { type ProbeLookup, pinnedLookup, resolveHost } from '../probe/resolve-host.ts'
import { type Dial, openSocket } from './dial.ts'
import { plainHost } from './route.ts'

/** So many addresses of each kind are tried. */
const MAX_ADDRESSES = 4

export interface DirectOptions {
  /** The person agreed that a name of the public kind may lead into the own network. */
  readonly allowOwnNetwork?: boolean
  /** The system's resolver by default. */
  readonly lookup?: ProbeLookup
}

/** A dial that judges where a name leads before it connects. */
export function dialDirectly({ allowOwnNetwork = false, lookup }: DirectOptions = {}): Dial {
  const judging = { consent: allowOwnNetwork, ...(lookup === undefined ? {} : { lookup }) }
  return async (to, signal) => {
    const host = plainHost(to.host)
    const { addresses } = await resolveHost({ host, encrypted: to.encrypted }, judging, signal)
    return dialAddresses(addresses)({ ...to, host }, signal)
  }
}

/** A dial to addresses that were judged before, whatever the name leads to by then. */
export function dialAddresses(addresses: readonly string[]): Dial {
  const sixes = addresses.filter((address) => isIPv6(address)).slice(0, MAX_ADDRESSES)
  const fours = addresses.filter((address) => !isIPv6(address)).slice(0, MAX_ADDRESSES)
  const lookup = pinnedLookup([...sixes, ...fours])
  return ({ host, port }, signal) => openSocket({ host: plainHost(host), port, lookup }, signal)
}
