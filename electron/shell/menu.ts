/** The application menu, in the language of the window. Reload is left out on purpose: Ctrl+R refreshes balances. */
import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { MenuTarget } from '../../shared/ipc/contract.ts'
import { type Language, languageOf, type ViewSettings } from '../../shared/view.ts'
import type { Host } from '../host-types.ts'
import { currentView } from './current-view.ts'
import { MENU_WORDS, type MenuRole, type MenuWords } from './menu-words.ts'

export interface MenuOptions {
  readonly host: Pick<Host, 'router' | 'events'>
  readonly platform: NodeJS.Platform
  /** The languages that the system prefers, as tags, the best first. */
  readonly preferred: () => readonly string[]
  /** Told what was chosen. */
  readonly open: (target: MenuTarget) => void
}

/** Sets the menu, and again in another language whenever one is chosen, until the returned function is called. */
export async function showMenu({ host, platform, preferred, open }: MenuOptions): Promise<() => void> {
  let shown: Language | null = null
  const show = (choice: ViewSettings['language']): void => {
    const language = languageOf(choice, preferred())
    if (language === shown) return
    shown = language
    Menu.setApplicationMenu(Menu.buildFromTemplate([...menuTemplate(platform, language, open)]))
  }
  const unsubscribe = host.events.subscribe((name, payload) => {
    if (name === 'view.changed' && 'view' in payload) show(payload.view.language)
  })
  const { language } = await currentView(host)
  if (shown === null) show(language) // a choice made meanwhile is newer
  return unsubscribe
}

/** The page hears these keys by itself: the menu shows them and takes none, or one press would count twice. */
const KEYS: Readonly<Partial<Record<MenuTarget, string>>> = {
  add: 'CmdOrCtrl+N',
  settings: 'CmdOrCtrl+,',
  refresh: 'CmdOrCtrl+R',
  hide: 'CmdOrCtrl+Shift+H',
  palette: 'CmdOrCtrl+K',
}

/** The whole menu as data. */
export function menuTemplate(
  platform: NodeJS.Platform,
  language: Language,
  open: (target: MenuTarget) => void,
): readonly MenuItemConstructorOptions[] {
  const words = MENU_WORDS[language]
  const parts = { ...partsOf(words, open), mac: platform === 'darwin' }
  return [
    ...(parts.mac ? [appMenu(parts)] : []),
    { label: words.menus.file, submenu: fileMenu(parts) },
    { role: 'editMenu', label: words.menus.edit, submenu: editMenu(parts) },
    { label: words.menus.view, submenu: viewMenu(parts) },
    { role: 'windowMenu', label: words.menus.window, submenu: windowMenu(parts) },
    { role: 'help', label: words.menus.help, submenu: helpMenu(parts) },
  ]
}

interface Parts {
  readonly mac: boolean
  readonly words: MenuWords
  /** Entries that the window carries out. */
  readonly asked: (...targets: readonly MenuTarget[]) => MenuItemConstructorOptions[]
  /** Entries that the system carries out. */
  readonly roles: (...roles: readonly MenuRole[]) => MenuItemConstructorOptions[]
}

function partsOf(words: MenuWords, open: (target: MenuTarget) => void): Omit<Parts, 'mac'> {
  return {
    words,
    asked: (...targets) =>
      targets.map((target) => ({
        label: words.targets[target],
        ...(KEYS[target] && { accelerator: KEYS[target], registerAccelerator: false }),
        click: () => open(target),
      })),
    roles: (...roles) => roles.map((role) => ({ role, label: words.roles[role] })),
  }
}

const LINE: MenuItemConstructorOptions = { type: 'separator' }

function appMenu({ asked, roles }: Parts): MenuItemConstructorOptions {
  return {
    label: 'Tidemark',
    submenu: [
      ...roles('about'),
      LINE,
      ...asked('settings'),
      LINE,
      ...roles('services'),
      LINE,
      ...roles('hide', 'hideOthers', 'unhide'),
      LINE,
      ...roles('quit'),
    ],
  }
}

function fileMenu({ asked, roles, mac }: Parts): MenuItemConstructorOptions[] {
  const files = [...asked('add'), LINE, ...asked('import', 'export', 'statement', 'backup'), LINE]
  return mac ? [...files, ...roles('close')] : [...files, ...asked('settings'), LINE, ...roles('quit')]
}

function editMenu({ roles }: Parts): MenuItemConstructorOptions[] {
  return [...roles('undo', 'redo'), LINE, ...roles('cut', 'copy', 'paste', 'selectAll')]
}

function viewMenu({ asked, roles, words }: Parts): MenuItemConstructorOptions[] {
  return [
    ...asked('refresh', 'hide', 'moment', 'notices', 'palette'),
    LINE,
    { label: words.menus.unit, submenu: asked('unit_btc', 'unit_sats', 'unit_bitcoin') },
    { label: words.menus.theme, submenu: asked('theme_system', 'theme_light', 'theme_dark') },
    LINE,
    ...roles('resetZoom', 'zoomIn', 'zoomOut'),
    LINE,
    ...roles('togglefullscreen'),
  ]
}

function windowMenu({ roles, mac }: Parts): MenuItemConstructorOptions[] {
  return mac ? [...roles('minimize', 'zoom'), LINE, ...roles('front')] : roles('minimize', 'close')
}

function helpMenu({ asked, mac }: Parts): MenuItemConstructorOptions[] {
  return mac ? asked('shortcuts') : asked('shortcuts', 'about')
}
