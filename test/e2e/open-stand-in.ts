import { startStandIn } from '../fakes/electron-stand-in/start-stand-in.ts'
import type { OpenDoor } from './portfolio-scenario.ts'

/** The built main and preload bundles on the stand-in for `electron`; the window in real Chromium. */
export const openStandIn: OpenDoor = async (options, browser) => {
  const app = await startStandIn({ args: options })
  const { page } = await app.openPage(browser)
  await page.setViewportSize({ width: 1280, height: 720 })
  return {
    page,
    close: async () => {
      await page.close()
      await app.close()
    },
  }
}
