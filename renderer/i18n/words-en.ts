/** English words that several parts of the catalogue are made of. */
import { type Age, ageOf } from '../format/age.ts'
import { groupDigits } from '../format/digits.ts'

/** The rules for counting words. */
export const plurals = new Intl.PluralRules('en')

/** A count with its word: "1 block", "2 blocks". */
export const plural = (count: number, one: string, other: string): string =>
  `${groupDigits(count)} ${plurals.select(count) === 'one' ? one : other}`

/** "20 s". */
export const age = ({ value, unit }: Age): string => `${value} ${unit}`

/** "20 s ago". */
export const ago = (at: number, now: number): string => `${age(ageOf(at, now))} ago`
