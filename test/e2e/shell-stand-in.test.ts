/** The stories about the system, on the stand-in for `electron`: they prove our code, not Electron's behaviour. */
import { startStandIn } from '../fakes/electron-stand-in/start-stand-in.ts'
import type { OpenShell, Shell } from './shell-door.ts'
import { shellScenario } from './shell-scenario.ts'

const open: OpenShell = async ({ args, keyring }, browser) => {
  const app = await startStandIn({ args, env: keyring === 'none' ? { STAND_IN_KEYRING: 'basic_text' } : {} })
  const { page, windowId } = await app.openPage(browser)
  await page.setViewportSize({ width: 1280, height: 720 })
  const shell: Shell = {
    windows: async () =>
      (await app.ask('facts')).windows.map(({ shown, minimized }) => ({ visible: shown, minimized })),
    minimize: () => app.ask('minimize', windowId),
    closeWindow: () => app.ask('closeWindow', windowId),
    startAgain: (...more) => app.ask('secondInstance', 'tidemark', ...more),
    menuLabels: async () => (await app.ask('menuLabels')).flat(),
    chooseMenu: (label) => app.ask('clickMenu', label),
    async permission(name) {
      const electronName = name === 'clipboard-write' ? 'clipboard-sanitized-write' : name
      const { request, check } = await app.ask('permissions', electronName)
      return request || check
    },
    notifications: () => app.ask('notifications'),
    clickNotification: (index) => app.ask('clickNotification', index),
    opened: async () => (await app.ask('facts')).opened,
  }
  return {
    page,
    shell,
    ended: app.ended,
    async close() {
      await page.close()
      await app.close()
    },
  }
}

shellScenario('on the stand-in for electron', open)
