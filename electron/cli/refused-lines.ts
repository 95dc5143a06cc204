import type { RefusedEntry } from '../../shared/address.ts'

/** One line for each refused address. A key is never repeated: it is named by its place. */
export function refusedLines(refused: readonly RefusedEntry[]): readonly string[] {
  return refused.map(({ line, text, message }) => `${text ?? `argument ${line}`}: ${message}`)
}
