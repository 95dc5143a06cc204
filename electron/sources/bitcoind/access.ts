/** How the own node is reached: its URL and the credentials for it. */

/** Credentials of the JSON-RPC server. The cookie is the file that bitcoind writes anew at each start. */
export type BitcoindAuth =
  | { readonly kind: 'cookie'; readonly file: string }
  | { readonly kind: 'password'; readonly user: string; readonly password: string }

export interface BitcoindAccess {
  readonly url: string
  readonly auth: BitcoindAuth
}

/** A checked URL: `base` without a slash at its end, `where` (host and port) for messages. */
export interface NodeUrl {
  readonly base: string
  readonly where: string
}

/** Null for anything but http(s) with a host and without credentials, query or fragment. */
export function parseNodeUrl(text: string): NodeUrl | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null
  return { base: `${url.origin}${url.pathname.replace(/\/+$/, '')}`, where: url.host }
}

/** Whether what is sent to this URL stays on this machine or is encrypted. */
export function isPrivateConnection(text: string): boolean {
  const url = new URL(text)
  return url.protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
}
