/**
 * Links to a block explorer of the person's choice. Whoever runs it learns the IP address and what was looked at, so that
 * there is none by default, and a link is opened by a click alone.
 */

/** What a link can be about. */
export const EXPLORER_THINGS = ['tx', 'address', 'block'] as const
export type ExplorerThing = (typeof EXPLORER_THINGS)[number]

const MAX_LENGTH = 500
/** No user name, no query, no fragment, nothing encoded: a base is plain. */
const BASE =
  /^(https?):\/\/([a-z\d](?:[a-z\d.-]*[a-z\d])?|\[[\da-f:.]+\])(:\d{1,5})?((?:\/[\w~-][\w.~-]*)*)\/*$/i
const IDS: Readonly<Record<ExplorerThing, RegExp>> = {
  tx: /^[0-9a-f]{64}$/,
  address: /^[0-9A-Za-z]{14,100}$/,
  block: /^[0-9a-f]{64}$/,
}

/**
 * The base of its links without a slash at the end, such as `https://mempool.space/signet`: https, or http where the
 * host is this machine, a private network or an onion service. Null for anything else.
 */
export function explorerOf(text: string): string | null {
  if (text.length > MAX_LENGTH) return null
  const [, scheme = '', host = '', port = '', path = ''] = BASE.exec(text.trim()) ?? []
  if (scheme === '' || host.includes('..')) return null
  const [plainScheme, plainHost] = [scheme.toLowerCase(), host.toLowerCase()]
  if (plainScheme === 'http' && !isNear(plainHost)) return null
  return `${plainScheme}://${plainHost}${port}${path}`
}

/** The link of a transaction, an address or a block (by its hash); null without an explorer or for what is none. */
export function explorerLink(explorer: string, thing: ExplorerThing, id: string): string | null {
  const base = explorerOf(explorer)
  return base !== null && IDS[thing].test(id) ? `${base}/${thing}/${id}` : null
}

/** Whether a URL is one of this explorer's links, for whoever opens it: nothing else is ever opened. */
export function isExplorerLink(explorer: string, text: string): boolean {
  const [, thing, id = ''] = /\/(tx|address|block)\/([0-9A-Za-z]+)$/.exec(text) ?? []
  const known = EXPLORER_THINGS.find((each) => each === thing)
  return known !== undefined && explorerLink(explorer, known, id) === text
}

/** This machine, an address that only one's own network has, or an onion service. */
function isNear(host: string): boolean {
  return (
    /^(localhost|\[::1\]|[\w-]+)$/.test(host) ||
    /\.(onion|local|lan|home\.arpa|internal)$/.test(host) ||
    /^(127|10)\.\d+\.\d+\.\d+$/.test(host) ||
    /^192\.168\.\d+\.\d+$/.test(host) ||
    /^172\.(1[6-9]|2\d|3[01])\.\d+\.\d+$/.test(host)
  )
}
