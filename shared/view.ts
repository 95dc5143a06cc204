/** How things are shown: a person's choices about looks, which no figure depends on. */

/** Languages by their tags, each complete. */
export const LANGUAGES = ['en', 'zh-CN'] as const
export type Language = (typeof LANGUAGES)[number]

/** `system` follows the languages that the system prefers. */
export const LANGUAGE_CHOICES = ['system', ...LANGUAGES] as const
export type LanguageChoice = (typeof LANGUAGE_CHOICES)[number]

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

/** `system` follows the system as it changes. */
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** BTC with eight decimals; satoshis; or the same whole number under the sign of bitcoin (BIP-177). */
export const UNITS = ['btc', 'sats', 'bitcoin'] as const
export type Unit = (typeof UNITS)[number]

/** What a person chose. Kept in the data folder, so that every window and door shows the same. */
export interface ViewSettings {
  readonly language: LanguageChoice
  readonly theme: Theme
  readonly unit: Unit
  /** No amount is shown anywhere. */
  readonly hideAmounts: boolean
  /** The block explorer that links lead to, as `shared/explorer.ts` has it; '' is none, and there are no links. */
  readonly explorer: string
}

/** Before anything was chosen. */
export const DEFAULT_VIEW: ViewSettings = {
  language: 'system',
  theme: 'system',
  unit: 'btc',
  hideAmounts: false,
  explorer: '',
}
