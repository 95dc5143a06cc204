/** The stories in Electron itself, where its binary is. Nothing here downloads it. */
import { _electron } from 'playwright'
import { describe, expect, it, onTestFinished } from 'vitest'
import { electronBinary } from '../../electron/launch/electron-binary.ts'
import { projectRoot } from '../../electron/launch/project-root.ts'
import { removeFolder, temporaryFolder } from '../ground/ledger-ground.ts'
import { NEEDS_ELECTRON } from '../ground/tally.ts'
import { activityScenario } from './activity-scenario.ts'
import { PACKED_STORIES, packedScenario, startProgram } from './packed-scenario.ts'
import { type OpenDoor, portfolioScenario } from './portfolio-scenario.ts'
import { electronShell } from './shell-electron.ts'
import { SHELL_STORIES, shellScenario } from './shell-scenario.ts'

const open: OpenDoor = async (options) => {
  const app = await _electron.launch({ args: [projectRoot, ...options], cwd: projectRoot })
  return { page: await app.firstWindow(), close: () => app.close() }
}

const KEPT = 'opens where it was left, as large as it was'

/** Only Electron itself keeps them. */
function keepsItsPlace(): void {
  it(KEPT, async () => {
    const folder = await temporaryFolder()
    onTestFinished(() => removeFolder(folder))
    const start = () =>
      _electron.launch({ args: [projectRoot, '--data-dir', folder, '--offline'], cwd: projectRoot })
    const bounds = { x: 40, y: 60, width: 900, height: 640 }
    const first = await start()
    await first.firstWindow()
    await first.evaluate(({ BrowserWindow }, wanted) => {
      BrowserWindow.getAllWindows()[0]?.setBounds(wanted)
    }, bounds)
    await first.close()
    const again = await start()
    onTestFinished(() => again.close())
    await again.firstWindow()
    const found = await again.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
    expect(found).toEqual(bounds)
  })
}

const binary = electronBinary(projectRoot)
if (binary.kind === 'found') {
  describe('the window, in Electron', keepsItsPlace)
  portfolioScenario('in Electron', open, true)
  activityScenario('in Electron', open, true)
  shellScenario('in Electron', electronShell(binary))
} else {
  describe.skip(`a person with an own node, in Electron (skipped: ${NEEDS_ELECTRON})`, () => {
    it('adds an address and follows its balance', () => undefined)
    it('is told of payments, replacements and reorganisations', () => undefined)
  })
  describe.skip(`the window, in Electron (skipped: ${NEEDS_ELECTRON})`, keepsItsPlace)
  describe.skip(`the app between its page and the system, in Electron (skipped: ${NEEDS_ELECTRON})`, () => {
    it.each(SHELL_STORIES)('%s', () => undefined)
  })
}

/** The program that a release is made of: fuses are flipped in it alone. */
const packed = process.env['TIDEMARK_PACKED']
if (packed !== undefined) packedScenario('in Electron', startProgram(packed))
else
  describe.skip(`the packed program (skipped: ${NEEDS_ELECTRON}, packed: TIDEMARK_PACKED names it)`, () => {
    it.each(PACKED_STORIES)('%s', () => undefined)
  })
