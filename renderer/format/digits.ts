/** Digit grouping of amounts, and numbers in the person's language. */
import { currentLanguage } from '../i18n/index.ts'

/** U+00A0: digits that belong together stay on one line. */
export const GROUP_SPACE = '\u00a0'

/** A whole number of an amount in groups of three, with spaces in every language: 21000000 -> "21 000 000". */
export function groupDigits(value: number): string {
  const digits = String(value)
  return Math.abs(value) < 10_000 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, GROUP_SPACE)
}

/** A height or a count as the language writes it: 960021 -> "960,021". */
export function formatNumber(value: number): string {
  return new Intl.NumberFormat(currentLanguage()).format(value)
}
