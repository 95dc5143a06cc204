/** What each language calls itself. */
import type { Language } from '../../shared/view.ts'

/** How each language calls itself: the same whichever is shown. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', 'zh-CN': '简体中文' }
