/** Which language a person reads. */
import type { Language, LanguageChoice } from '../../shared/view.ts'

/** How each language calls itself: the same whichever is shown. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', 'zh-CN': '简体中文' }

/** The first of the preferred languages that there is; English without one. Any Chinese is served in simplified. */
export function languageOf(choice: LanguageChoice, preferred: readonly string[]): Language {
  if (choice !== 'system') return choice
  for (const tag of preferred) {
    const [base] = tag.toLowerCase().split('-')
    if (base === 'zh') return 'zh-CN'
    if (base === 'en') return 'en'
  }
  return 'en'
}
