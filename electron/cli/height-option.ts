import { MAX_HEIGHT } from '../ipc/schemas.ts'
import type { OptionValues } from './option-spec.ts'
import { UsageError } from './usage-error.ts'

/** The height of `--at`, null without it. Throws UsageError for what is no height of a block. */
export function heightOption({ at }: OptionValues): number | null {
  if (at === undefined) return null
  const height = /^\d{1,9}$/.test(at) ? Number(at) : Number.NaN
  if (!(height <= MAX_HEIGHT))
    throw new UsageError('--at must be the height of a block: a whole number from 0.')
  return height
}
