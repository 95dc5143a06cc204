import type { OptionValues } from './option-spec.ts'
import { UsageError } from './usage-error.ts'

const DEFAULT = 50
const MOST = 1_000

/** The page of a list that `--limit` and `--before` ask for. */
export function pageOptions(values: OptionValues): { readonly limit: number; readonly before?: string } {
  return { limit: limitOption(values), ...(values.before !== undefined && { before: values.before }) }
}

/** How many rows `--limit` asks for, 50 without it. Throws a UsageError for what is no number from 1 to 1,000. */
export function limitOption({ limit }: OptionValues): number {
  if (limit === undefined) return DEFAULT
  const count = /^\d{1,4}$/.test(limit) ? Number(limit) : 0
  if (count < 1 || count > MOST) throw new UsageError('--limit must be a whole number from 1 to 1000.')
  return count
}
