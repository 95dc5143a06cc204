/** The bounds of numbers in the settings, and reading them as a person types them. */

/** What a number in the settings may be, in the unit it is typed in. */
export interface Bounds {
  readonly min: number
  readonly max: number
  /** In force where nothing is said. */
  readonly normal: number
}

/** A number within bounds with at most so many decimals; null where nothing is typed. */
export function numberIn(text: string, { min, max }: Bounds, decimals = 0): number | null | 'invalid' {
  const typed = text.trim()
  if (typed === '') return null
  const match = /^\d{1,9}(?:\.(\d+))?$/.exec(typed)
  if (!match || (match[1]?.length ?? 0) > decimals) return 'invalid'
  const value = Number(typed)
  return value >= min && value <= max ? value : 'invalid'
}
