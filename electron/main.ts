/**
 * The app in Electron: builds the host, attaches the bridge, opens the window. Everything before the first await
 * must happen before the app is ready: sandbox, lock and scheme.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, session } from 'electron'
import { AppError } from '../shared/errors.ts'
import type { MenuTarget } from '../shared/ipc/contract.ts'
import { say } from '../shared/said.ts'
import { EXIT } from './cli/exit-code.ts'
import type { NamedOptions } from './cli/host-options.ts'
import { UsageError } from './cli/usage-error.ts'
import { VERSION } from './cli/version.ts'
import { createHost } from './host.ts'
import type { Host } from './host-types.ts'
import { attachBridge } from './ipc-bridge.ts'
import { createLog } from './log.ts'
import { loadStaticFiles } from './serve/static-files.ts'
import { appOptions } from './shell/app-options.ts'
import { registerAppScheme, serveAppProtocol } from './shell/app-protocol.ts'
import { openExplorerLink } from './shell/explorer.ts'
import { failToStart } from './shell/fatal.ts'
import { lockContents, lockSession } from './shell/lock-down.ts'
import { createMainWindow } from './shell/main-window.ts'
import { showMenu } from './shell/menu.ts'
import { showNotifications } from './shell/notifications.ts'
import { stopBeforeQuit } from './shell/quit.ts'
import { openSecretStore } from './shell/secrets.ts'
import { catchLinks, type SystemLinks } from './shell/system-links.ts'
import { createUpdater } from './shell/updater.ts'

const log = createLog({ level: process.env['TIDEMARK_LOG'] })
const DIST = join(import.meta.dirname, '..') // main/, preload/ and renderer/ lie beside each other

interface Prepared {
  readonly options: NamedOptions
  readonly links: SystemLinks
}

/** `appId` of electron-builder.yml: Windows shows notifications only of a program that it knows by this name. */
const APP_ID = 'org.tidemark.app'

function prepare(): Prepared | null {
  const options = appOptions(process.argv.slice(1), (message) => log.warn({}, message))
  if (options.dataDir !== undefined) keepFilesIn(join(options.dataDir, 'electron'))
  app.enableSandbox()
  if (process.platform === 'win32') app.setAppUserModelId(APP_ID)
  if (!app.requestSingleInstanceLock()) return null // the first instance shows its window
  registerAppScheme()
  const links = catchLinks(process.argv.slice(1))
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  return { options, links }
}

/** With its own data folder an app is its own instance: the single-instance lock lies in this folder too. */
function keepFilesIn(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  app.setPath('userData', folder)
}

async function start({ options, links }: Prepared): Promise<void> {
  await app.whenReady()
  lockSession(session.defaultSession)
  serveAppProtocol(await loadStaticFiles(join(DIST, 'renderer')))
  const host = await openHost(options, () => stop())
  app.on('web-contents-created', (_event, contents) => {
    lockContents(contents, (url) => {
      openExplorerLink(url, host).catch((error: unknown) =>
        log.error({ err: error }, 'a link could not be opened'),
      )
    })
  })
  const window = createMainWindow(
    { preload: join(DIST, 'preload', 'preload.cjs'), devTools: !app.isPackaged },
    (fresh) => bridge.watch(fresh),
    log,
  )
  const bridge = attachBridge({ router: host.router, events: host.events, window: () => window.current() })
  const preferred = (): readonly string[] => app.getPreferredSystemLanguages()
  const choose = (target: MenuTarget): void => {
    window.show()
    host.events.emit('menu.chosen', { target })
  }
  const hideNotifications = showNotifications({
    host,
    preferred,
    onClick: () => choose('notices'),
    onFault: (error) => log.error({ err: error }, 'a notification could not be shown'),
  })
  const leaveMenu = await showMenu({ host, platform: process.platform, preferred, open: choose })
  let stopped: Promise<void> | null = null
  const stop = (): Promise<void> => {
    if (stopped === null) {
      bridge.detach()
      hideNotifications()
      leaveMenu()
      stopped = host.stop()
    }
    return stopped
  }
  stopBeforeQuit(stop)
  links.deliverTo((link) => {
    host.links.offer(link)
    window.show()
  })
  host.start()
  window.show()
}

/** `stop` is called for an update alone, when everything stands. */
async function openHost(options: NamedOptions, stop: () => Promise<void>): Promise<Host> {
  const secretsFile = join(app.getPath('userData'), 'secrets.json')
  const secrets = await openSecretStore(secretsFile, process.platform)
  return createHost({
    ...options,
    access: 'own',
    follow: true,
    settingsWritable: true,
    purpose: 'the app',
    ...(secrets && { secrets }),
    updater: createUpdater({
      platform: process.platform,
      env: process.env,
      stop,
      onFault: (error) => log.error({ err: error }, 'an update failed'),
    }),
    version: VERSION,
  })
}

async function fail(error: unknown): Promise<void> {
  if (error instanceof UsageError) return failToStart(error.message, EXIT.usage)
  if (error instanceof AppError) return failToStart(error.said, EXIT.fault)
  log.error({ err: error }, 'the app could not start')
  return failToStart(say('internal'), EXIT.fault)
}

try {
  const prepared = prepare()
  if (prepared === null) app.quit()
  else start(prepared).catch(fail) // never awaited here: ready comes only after this module has run
} catch (error) {
  void fail(error)
}
