/** A provider's name as a metric label: what a scraper stores for ever must not hold a key, a login or an address. */
import { createHash } from 'node:crypto'
import { providerIdOf } from '../../sources/provider-url.ts'

const PLAIN = /^[A-Za-z0-9.:[\]_~-]+(?:\/[A-Za-z0-9._~-]+)*$/
const LONGEST_PLAIN_SEGMENT = 19

/** The provider's id with everything that may be secret replaced by a digest; the same name for the same id. */
export function providerLabel(id: string): string {
  const name = URL.canParse(id) && id.includes('://') ? providerIdOf(new URL(id)) : id
  if (name.length > 200 || !PLAIN.test(name)) return digest(name)
  const [host = '', ...path] = name.split('/')
  const shownHost = looksLikeAddress(host) ? digest(host) : host
  return [shownHost, ...path.map((part) => (part.length > LONGEST_PLAIN_SEGMENT ? digest(part) : part))].join(
    '/',
  )
}

function looksLikeAddress(host: string): boolean {
  return /^(?:(?:bc|tb|bcrt)1[02-9ac-hj-np-z]{8,87}|[13mn2][1-9A-HJ-NP-Za-km-z]{25,34})$/i.test(host)
}

function digest(text: string): string {
  return `~${createHash('sha256').update(text).digest('hex').slice(0, 8)}`
}
