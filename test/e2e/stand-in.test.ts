import { startStandIn } from '../fakes/electron-stand-in/start-stand-in.ts'
import { activityScenario } from './activity-scenario.ts'
import { journeyScenario } from './journey-scenario.ts'
import { type OpenDoor, portfolioScenario } from './portfolio-scenario.ts'

/** The built main and preload bundles on the stand-in for `electron`; the window in real Chromium. */
const open: OpenDoor = async (options, browser) => {
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

portfolioScenario('through the built main and preload bundles', open)
activityScenario('through the built main and preload bundles', open)
journeyScenario('through the built main and preload bundles', 'zh-CN', open)
