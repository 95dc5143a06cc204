/** The texts in the language of the person. English is in the first bundle, others are fetched when they are needed. */
import { createInstance } from 'i18next'
import { useSyncExternalStore } from 'react'
import type { MessageCode } from '../../shared/said.ts'
import type { Language } from '../../shared/view.ts'
import { en } from './en/index.ts'
import type { TextArguments, TextKey, Translation } from './types.ts'

export type { TextKey } from './types.ts'

const i18n = createInstance()

void i18n.init({
  lng: 'en',
  fallbackLng: 'en',
  initAsync: false,
  resources: { en: { translation: en } },
  interpolation: { escapeValue: false }, // React escapes
})

/** Texts without blanks by language and key: a scrolled table asks for the same few thousands of times. */
const plainTexts = new Map<string, string>()

/** A text of the catalogue with its blanks filled in. A missing key or blank does not compile. */
export function t<K extends TextKey>(key: K, ...[blanks]: TextArguments<K>): string {
  const name: string = key
  return blanks === undefined ? plainText(name) : i18n.t(name, { ...blanks })
}

function plainText(name: string): string {
  const key = `${i18n.language} ${name}`
  const known = plainTexts.get(key) ?? i18n.t(name)
  plainTexts.set(key, known)
  return known
}

/** A message of the host in a language that is not English; its blanks are texts and numbers by then. */
export function tSaid(code: MessageCode, values: Readonly<Record<string, string | number>>): string {
  return i18n.t(`said.${code}`, { ...values })
}

/** Whether the language that is shown knows a message; one that an older version kept may be gone. */
export function hasSaid(code: string): boolean {
  return i18n.exists(`said.${code}`)
}

/** The language that is shown. */
export function currentLanguage(): Language {
  return i18n.language === 'zh-CN' ? 'zh-CN' : 'en'
}

/** A catalogue with the messages of the host, whose English comes with them. */
type Catalogue = Translation & { readonly said: Readonly<Record<MessageCode, string>> }

const FETCH: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Catalogue>>> = {
  'zh-CN': async () => {
    const { said, zhCN } = await import('./zh-CN/index.ts')
    return { ...zhCN, said }
  },
}

/** Shows a language; the page's own `lang` follows. Resolves once its texts are there. */
export async function showLanguage(language: Language): Promise<void> {
  if (language !== 'en' && !i18n.hasResourceBundle(language, 'translation'))
    i18n.addResourceBundle(language, 'translation', await FETCH[language]())
  await i18n.changeLanguage(language)
  if (typeof document !== 'undefined') document.documentElement.lang = language
}

/**
 * Draws a component again when the language changes. The root of the window and whatever React remembers (`memo`)
 * need it; all else is drawn again with them.
 */
export function useLanguage(): Language {
  return useSyncExternalStore(onLanguage, currentLanguage)
}

function onLanguage(changed: () => void): () => void {
  i18n.on('languageChanged', changed)
  return () => i18n.off('languageChanged', changed)
}
