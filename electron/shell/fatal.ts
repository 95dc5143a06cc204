/** Saying why the app cannot start: there is no window yet that could. */
import { app, dialog } from 'electron'
import { MESSAGES } from '../../shared/messages/index.ts'
import { type Catalogue, type Said, say, textOf } from '../../shared/said.ts'
import { type Language, languageOf } from '../../shared/view.ts'

/** Says it in a dialog (on stderr before the app is ready), in the system's language where that is known, and ends the app. */
export async function failToStart(why: Said | string, code: number): Promise<void> {
  const language = app.isReady() ? languageOf('system', app.getPreferredSystemLanguages()) : 'en'
  const catalogue = await catalogueOf(language)
  const text = typeof why === 'string' ? why : textOf(why, catalogue, language)
  dialog.showErrorBox(textOf(say('start_failed'), catalogue, language), text)
  app.exit(code)
}

async function catalogueOf(language: Language): Promise<Catalogue> {
  return language === 'en' ? MESSAGES : (await import('../../renderer/i18n/zh-CN/said/index.ts')).said
}
