import { accountKeyOf } from '../../shared/account-text.ts'
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

/**
 * Bech32 may be typed in upper case; base58 differs by case. An account may be named by its descriptor with or without
 * checksum, or by its extended key where no other account has it.
 */
function watchOf(watches: readonly Watch[], typed: string): Watch | undefined {
  const text = typed.trim()
  const exact = watches.find((watch) => watch.text === text || watch.text === lowerBech32(text))
  if (exact) return exact
  const accounts = watches.filter(({ account }) => account !== undefined)
  const same = accounts.filter(
    (watch) => watch.text.replace(/#.{8}$/, '') === text || accountKeyOf(watch.text) === text,
  )
  return same.length === 1 ? same[0] : undefined
}

function lowerBech32(text: string): string {
  return /^(BC|TB|BCRT)1[0-9A-Z]+$/.test(text) ? text.toLowerCase() : text
}
