/** The application menu. Reload is left out on purpose: Ctrl+R refreshes balances. */
import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { MenuTarget } from '../../shared/ipc/contract.ts'

/** Sets the menu; `open` is told which dialog was chosen. */
export function setMenu(platform: NodeJS.Platform, open: (target: MenuTarget) => void): void {
  const mac: MenuItemConstructorOptions[] = platform === 'darwin' ? [{ role: 'appMenu' }] : []
  const menus = [...mac, fileMenu(platform, open), editMenu(), viewMenu(), { role: 'windowMenu' as const }]
  Menu.setApplicationMenu(Menu.buildFromTemplate([...menus, helpMenu()]))
}

function fileMenu(platform: NodeJS.Platform, open: (target: MenuTarget) => void): MenuItemConstructorOptions {
  return {
    label: 'File',
    submenu: [
      { label: 'Add addresses…', accelerator: 'CmdOrCtrl+N', click: () => open('add') },
      { label: 'Settings…', accelerator: 'CmdOrCtrl+,', click: () => open('settings') },
      { type: 'separator' },
      platform === 'darwin' ? { role: 'close' } : { role: 'quit' },
    ],
  }
}

function editMenu(): MenuItemConstructorOptions {
  return {
    label: 'Edit',
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      { type: 'separator' },
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
    ],
  }
}

function viewMenu(): MenuItemConstructorOptions {
  return {
    label: 'View',
    submenu: [
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
    ],
  }
}

function helpMenu(): MenuItemConstructorOptions {
  return { role: 'help', submenu: [{ role: 'about', label: 'About Tidemark' }] }
}
