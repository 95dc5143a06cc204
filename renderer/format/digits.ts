/** Digit grouping for heights and counts. */

/** U+00A0: digits that belong together stay on one line. */
export const GROUP_SPACE = '\u00a0'

/** A whole number in groups of three from five digits on: 960021 -> "960 021", 1210 -> "1210". */
export function groupDigits(value: number): string {
  const digits = String(value)
  return Math.abs(value) < 10_000 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, GROUP_SPACE)
}
