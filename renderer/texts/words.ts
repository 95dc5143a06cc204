/** Words that many texts are made of: blocks, ages, sources, and parts strung together. */
import type { AnySource } from '../../shared/reading.ts'
import { type Age, ageOf } from '../format/age.ts'
import { t } from '../i18n/index.ts'

/** "block 960,021" */
export const blockText = (height: number): string => t('words.block', { height })

/** "20 s" */
export const ageText = ({ value, unit }: Age): string => t(`words.age.${unit}`, { value: String(value) })

/** "20 s ago"; both in ms since 1970. */
export const agoText = (at: number, now: number): string => t('words.ago', { age: ageText(ageOf(at, now)) })

/** The parts that say something, with commas between them. */
export const listText = (parts: readonly string[]): string => parts.filter(Boolean).join(t('words.comma'))

/** "as of block 960,021, 20 s ago": whichever of the two is known. */
export function asOfText(height: number | null, at: number | null, now: number): string {
  return listText([
    height === null ? '' : t('words.asOf', { block: blockText(height) }),
    at === null ? '' : agoText(at, now),
  ])
}

/** A source by its name. */
export function sourceText(from: AnySource): string {
  if (from === 'several') return t('words.several')
  return from === 'ledger' ? t('words.ownNode') : from.slice('provider:'.length)
}

/** "180 ms" */
export const msText = (time: number): string => t('words.ms', { value: Math.round(time) })

/** "61.3 %" */
export const percentText = (value: string): string => t('words.percent', { value })
