/** The window's own words in a language, so that one story can be played in each. */
import { en } from '../../renderer/i18n/en/index.ts'
import { LANGUAGE_NAMES } from '../../renderer/i18n/language.ts'
import { zhCN } from '../../renderer/i18n/zh-CN/index.ts'
import type { Language } from '../../shared/view.ts'

/** Gives the text at a place of the catalogue with what is filled in; throws where there is none. */
export type Words = (place: string, filled?: Readonly<Record<string, string | number>>) => string

/** The words of a language. Numbers are filled in as they are given: write them as the window does. */
export function wordsOf(language: Language): Words {
  return (place, filled = {}) => {
    const find = (at: string): unknown =>
      at.split('.').reduce<unknown>(stepInto, language === 'en' ? en : zhCN)
    const text = find(place) ?? find(place.replace(/_one$/, '_other')) // a language without a singular
    if (typeof text !== 'string') throw new Error(`no text at ${place}`)
    return text.replaceAll(/\{\{(\w+)[^}]*\}\}/g, (_, name: string) => String(filled[name] ?? ''))
  }
}

function stepInto(at: unknown, key: string): unknown {
  return typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined
}

/** How a language calls itself. */
export const nameOf = (language: Language): string => LANGUAGE_NAMES[language]
