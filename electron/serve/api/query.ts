/** The query of the uniform endpoint. An unknown parameter is refused, never ignored: `height` must not get lost. */

/** What is asked: today's figure (null), or the one of a block. */
export type AddressQuery =
  | { readonly kind: 'query'; readonly height: number | null }
  | { readonly kind: 'bad'; readonly message: string }

const MAX_HEIGHT = 2 ** 31 - 1

/** Reads `verbosity=3[&height=H]`; `search` comes without its question mark. */
export function parseAddressQuery(search: string): AddressQuery {
  const given = [...new URLSearchParams(search)]
  const names = given.map(([name]) => name)
  if (names.some((name) => name !== 'verbosity' && name !== 'height'))
    return bad('Only verbosity and height are understood. A key goes into the Authorization header.')
  if (new Set(names).size < names.length) return bad('A parameter is given twice.')
  const { verbosity = '3', height } = Object.fromEntries(given)
  if (verbosity !== '3') return bad('verbosity must be 3.')
  if (height === undefined) return { kind: 'query', height: null }
  const value = /^(?:0|[1-9]\d{0,9})$/.test(height) ? Number(height) : Number.NaN
  if (!(value <= MAX_HEIGHT)) return bad('height must be the height of a block.')
  return { kind: 'query', height: value }
}

function bad(message: string): AddressQuery {
  return { kind: 'bad', message }
}
