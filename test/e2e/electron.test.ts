/** The same story in Electron itself, where its binary is. Nothing here downloads it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { _electron } from 'playwright'
import { describe, it } from 'vitest'
import { projectRoot } from '../../electron/launch/project-root.ts'
import { NEEDS_ELECTRON } from '../ground/tally.ts'
import { activityScenario } from './activity-scenario.ts'
import { type OpenDoor, portfolioScenario } from './portfolio-scenario.ts'

const open: OpenDoor = async (options) => {
  const app = await _electron.launch({ args: [projectRoot, ...options], cwd: projectRoot })
  return { page: await app.firstWindow(), close: () => app.close() }
}

if (existsSync(join(projectRoot, 'node_modules', 'electron', 'dist', 'version'))) {
  portfolioScenario('in Electron', open)
  activityScenario('in Electron', open)
} else {
  describe.skip(`a person with an own node, in Electron (skipped: ${NEEDS_ELECTRON})`, () => {
    it('adds an address and follows its balance', () => undefined)
    it('is told of payments, replacements and reorganisations', () => undefined)
  })
}
