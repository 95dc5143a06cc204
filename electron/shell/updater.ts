/** Replacing the packed app by a newer one. The library that does it is loaded when somebody is asked for the first time. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import type { UpdateObstacle } from '../../shared/ipc/updates.ts'
import { UpdateError } from '../../shared/update-error.ts'
import type { Updater } from '../host-types.ts'
import {
  loadUpdateLibrary,
  stoppable,
  throughProxy,
  type UpdateLibrary,
  withKnownFailures,
} from './update-library.ts'

export interface UpdaterOptions {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** Resolves when the host has stopped and everything is on disk. */
  readonly stop: () => Promise<void>
  readonly onFault: (error: unknown) => void
  /** How long a check may take, and how long a download may stand still, ms. A minute by default. */
  readonly patience?: number
}

/** The port of this app. To be called after the app is ready; loads and asks nothing. */
export function createUpdater({ platform, env, stop, onFault, patience = 60_000 }: UpdaterOptions): Updater {
  let loaded: Promise<UpdateLibrary> | null = null

  async function library(proxy: string | null): Promise<UpdateLibrary> {
    const ready = await (loaded ??= loadUpdateLibrary())
    await throughProxy(ready, proxy)
    return ready
  }

  return {
    unavailable: obstacle(platform, env),
    async check(proxy, signal) {
      const ready = await library(proxy)
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(patience)])
      const result = await withKnownFailures(stoppable(ready, ready.updater.checkForUpdates(), inTime))
      if (result === null) throw new UpdateError('unknown', 'the library is not active')
      return result.isUpdateAvailable ? result.updateInfo.version : null
    },
    async download(proxy, onPercent, signal) {
      const ready = await library(proxy)
      const still = createStandstill(patience)
      const tell = ({ percent }: { readonly percent: number }): void => {
        still.moved()
        onPercent(Math.floor(percent))
      }
      ready.updater.on('download-progress', tell)
      try {
        const token = ready.newToken()
        const both = AbortSignal.any([signal, still.signal])
        both.addEventListener('abort', () => token.cancel(), { once: true })
        await withKnownFailures(stoppable(ready, ready.updater.downloadUpdate(token), both))
      } finally {
        still.end()
        ready.updater.off('download-progress', tell)
      }
    },
    install: () =>
      void install().catch((error: unknown) => {
        onFault(error)
        app.quit() // the host has stopped or is stopping: this run is over either way
      }),
  }

  /** The ledger is closed first. The new version must find this one's locks free, and this one ends whatever comes of it. */
  async function install(): Promise<void> {
    const { updater } = await (loaded ??= loadUpdateLibrary())
    await stop()
    app.releaseSingleInstanceLock()
    updater.once('error', () => app.quit())
    updater.quitAndInstall(false, true)
    if (platform !== 'darwin') app.quit() // there the system's own updater quits, some time later
  }
}

/** Aborts, as a timeout does, when nothing moved for `ms`. */
function createStandstill(ms: number) {
  const controller = new AbortController()
  const stop = (): void => controller.abort(new DOMException('nothing came any more', 'TimeoutError'))
  const timer = setTimeout(stop, ms)
  return { signal: controller.signal, moved: () => void timer.refresh(), end: () => clearTimeout(timer) }
}

/** Why this copy cannot be replaced; null where it can. */
function obstacle(platform: NodeJS.Platform, env: UpdaterOptions['env']): UpdateObstacle | null {
  if (!app.isPackaged) return 'not_packed'
  const place = resource('app-update.yml')
  if (place === null) return 'no_place'
  if (platform === 'win32' && env['PORTABLE_EXECUTABLE_DIR'] !== undefined) return 'package'
  // Without the name of a signer the library would check no signature. On macOS the system always does.
  if (platform === 'win32' && !/^publisherName:/m.test(place)) return 'unsigned'
  const unpacked = platform === 'linux' && env['APPIMAGE'] === undefined && resource('package-type') === null
  return unpacked ? 'package' : null
}

/** A file beside the packed archive; null where there is none. */
function resource(name: string): string | null {
  const file = join(process.resourcesPath, name)
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}
