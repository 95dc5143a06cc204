/** Makes the page look as the choices say, and follow the system where they leave it to it. */
import { languageOf, type ViewSettings } from '../../shared/view.ts'
import { showLanguage } from '../i18n/index.ts'
import type { PrefsStore } from './prefs-store.ts'

/** Shows them now and at every change. Resolves once the first language is there; English where one cannot be fetched. */
export async function showPrefs(store: PrefsStore, onError: (error: unknown) => void): Promise<void> {
  const show = (view: ViewSettings): Promise<void> => {
    showTheme(view)
    return showLanguage(languageOf(view.language, navigator.languages)).catch(onError)
  }
  store.subscribe((view) => void show(view))
  window.addEventListener('languagechange', () => void show(store.getState()))
  await show(store.getState())
}

function showTheme({ theme }: ViewSettings): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}
