/** JSON that comes back as it was: numbers keep their digits (1.00, 2^60), nesting is bounded. */

const MAX_DEPTH = 32

interface ReviverContext {
  readonly source?: string
}

// TypeScript's library does not know these yet; Node has had both since version 22.
const exact = JSON as unknown as {
  rawJSON(text: string): unknown
  parse(text: string, reviver: (key: string, value: unknown, context: ReviverContext) => unknown): unknown
}

/** Parses. Throws a SyntaxError for what is no JSON, and a RangeError for what is nested too deeply. */
export function parseExactJson(text: string): unknown {
  if (isTooDeep(text)) throw new RangeError('nested too deeply')
  return exact.parse(text, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source
      ? exact.rawJSON(source)
      : value,
  )
}

/** Parses what must be an object; null for any other JSON. Throws as `parseExactJson` does. */
export function parseExactObject(text: string): Readonly<Record<string, unknown>> | null {
  const value = parseExactJson(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isRawNumber(value)) return null
  return value as Readonly<Record<string, unknown>> // an object of JSON has text for keys
}

function isRawNumber(value: object): boolean {
  return Object.getPrototypeOf(value) === null // as rawJSON makes them
}

function isTooDeep(text: string): boolean {
  let depth = 0
  for (const [bracket] of text.replace(/"(?:[^"\\]|\\.)*"/gs, '').matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1
    if (depth > MAX_DEPTH) return true
  }
  return false
}
