/** The app in Electron itself for the stories about the system. What cannot be seen from outside is noted where it is asked for. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { MenuItem, Notification as SystemNotification } from 'electron'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import type { ElectronBinary } from '../../electron/launch/electron-binary.ts'
import { projectRoot } from '../../electron/launch/project-root.ts'
import type { OpenShell, Shell } from './shell-door.ts'

/** What the notes below hang on in the main process. */
interface Noted {
  shown: SystemNotification[]
  opened: string[]
}

declare global {
  var tidemarkNoted: Noted | undefined
}

/** The door of an Electron that is there. */
export function electronShell({ command }: Extract<ElectronBinary, { kind: 'found' }>): OpenShell {
  return async ({ args, keyring }) => {
    const switches = keyring === 'none' ? ['--password-store=basic'] : []
    const app = await _electron.launch({ args: [...switches, projectRoot, ...args], cwd: projectRoot })
    const ended = new Promise<number | null>((resolve) => app.process().once('exit', resolve))
    await note(app)
    const page = await app.firstWindow()
    return { page, shell: shellOf(app, page, command), ended, close: () => app.close() }
  }
}

/** From now on main's notifications and links are noted instead of shown. */
async function note(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ Notification, shell }) => {
    const noted: Noted = { shown: [], opened: [] }
    globalThis.tidemarkNoted = noted
    Notification.prototype.show = function show(this: SystemNotification) {
      noted.shown.push(this)
    }
    shell.openExternal = (url: string) => {
      noted.opened.push(url)
      return Promise.resolve()
    }
  })
}

function shellOf(app: ElectronApplication, page: Page, command: string): Shell {
  return {
    windows: () =>
      app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((window) => ({
          visible: window.isVisible(),
          minimized: window.isMinimized(),
        })),
      ),
    minimize: () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize()),
    closeWindow: () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()),
    async startAgain(...args) {
      await promisify(execFile)(command, [projectRoot, ...args], { timeout: 30_000 })
    },
    menuLabels: () =>
      app.evaluate(({ Menu }) =>
        (Menu.getApplicationMenu()?.items ?? []).flatMap(
          (menu) => menu.submenu?.items.map(({ label }) => label) ?? [],
        ),
      ),
    chooseMenu: (label) =>
      app.evaluate(({ Menu }, wanted) => {
        const items = (Menu.getApplicationMenu()?.items ?? []).flatMap((menu) => menu.submenu?.items ?? [])
        const item: MenuItem | undefined = items.find((one) => one.label === wanted)
        if (item === undefined) throw new Error(`no menu entry "${wanted}"`)
        item.click()
      }, label),
    permission: (name) =>
      page.evaluate(
        async (asked) =>
          (await navigator.permissions.query({ name: asked as PermissionName })).state === 'granted', // Chromium knows them all
        name,
      ),
    notifications: () =>
      app.evaluate(() => (globalThis.tidemarkNoted?.shown ?? []).map(({ title, body }) => ({ title, body }))),
    clickNotification: (index) =>
      app.evaluate((_electron, at) => void globalThis.tidemarkNoted?.shown[at]?.emit('click'), index),
    opened: () => app.evaluate(() => globalThis.tidemarkNoted?.opened ?? []),
  }
}
