/** Ends every switch over a tagged union: a forgotten case fails to compile, and a foreign value throws. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`)
}
