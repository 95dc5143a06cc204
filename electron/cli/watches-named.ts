import type { Watch } from '../../shared/ipc/contract.ts'

/** The watches that the arguments name, each once, and the places (from 1) of those that name none. */
export function watchesNamed(
  watches: readonly Watch[],
  args: readonly string[],
): { readonly watchIds: readonly number[]; readonly missing: readonly number[] } {
  const found = args.map((arg) => watchOf(watches, arg))
  return {
    watchIds: [...new Set(found.flatMap((watch) => (watch ? [watch.id] : [])))],
    missing: found.flatMap((watch, at) => (watch ? [] : [at + 1])),
  }
}

/** Bech32 may be typed in upper case; base58 differs by case. */
function watchOf(watches: readonly Watch[], typed: string): Watch | undefined {
  const text = typed.trim()
  return watches.find((watch) => watch.text === text || watch.text === lowerBech32(text))
}

function lowerBech32(text: string): string {
  return /^(BC|TB|BCRT)1[0-9A-Z]+$/.test(text) ? text.toLowerCase() : text
}
