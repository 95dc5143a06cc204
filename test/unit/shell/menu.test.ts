import { describe, expect, it } from 'vitest'
import { MENU_WORDS } from '../../../electron/shell/menu-words.ts'
import { en } from '../../../renderer/i18n/en/index.ts'
import { zhCN } from '../../../renderer/i18n/zh-CN/index.ts'
import { MENU_TARGETS } from '../../../shared/ipc/contract.ts'

describe('the words of the native menu', () => {
  it.each([
    ['en', en],
    ['zh-CN', zhCN],
  ] as const)('are the window’s own where both name the same thing, in %s', (language, window) => {
    const plain = Object.fromEntries(
      MENU_TARGETS.map((target) => [target, MENU_WORDS[language].targets[target].replace('…', '')]),
    )
    expect(plain).toMatchObject({
      add: window.add.title,
      import: window.imports.title,
      export: window.exports.title,
      settings: window.pages.settings,
      moment: window.moment.title,
      statement: window.statement.title,
      refresh: window.commands.keys.refresh,
      hide: window.commands.keys.hide,
      palette: window.commands.palette,
      shortcuts: window.commands.shortcuts,
      notices: window.pages.activity,
      backup: window.backups.make,
      theme_light: window.settings.themes.light,
      theme_dark: window.settings.themes.dark,
      theme_system: window.settings.themes.system,
    })
  })
})
