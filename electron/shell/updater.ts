/**
 * Replacing the packed app by a newer one, through electron-updater. Its code is loaded when somebody is asked for the
 * first time, and it does nothing by itself: no check, no download, no installing at quit, no earlier version.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import type { AppUpdater, CancellationToken } from 'electron-updater'
import type { UpdateFailure, UpdateObstacle } from '../../shared/ipc/updates.ts'
import { UpdateError } from '../../shared/update-error.ts'
import type { Updater } from '../host-types.ts'

export interface UpdaterOptions {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** Resolves when the host has stopped and everything is on disk. */
  readonly stop: () => Promise<void>
  readonly onFault: (error: unknown) => void
}

/** In the place of the id that the library would make of each installation and send along: everybody's is the same. */
const NOBODY = '00000000-0000-0000-0000-000000000000'
const SILENT = null

/** The port of this app. To be called after the app is ready; loads and asks nothing. */
export function createUpdater({ platform, env, stop, onFault }: UpdaterOptions): Updater {
  let loaded: Promise<Library> | null = null
  const library = (): Promise<Library> => (loaded ??= load())

  return {
    unavailable: obstacle(platform, env),
    async check(proxy, signal) {
      const { updater } = await throughProxy(library(), proxy)
      const result = await knownFailures(giveUp(updater.checkForUpdates(), signal))
      if (result === null) throw new UpdateError('unknown', 'the library is not active')
      return result.isUpdateAvailable ? result.updateInfo.version : null
    },
    async download(proxy, onPercent, signal) {
      const { updater, newToken } = await throughProxy(library(), proxy)
      const token = newToken()
      const tell = ({ percent }: { readonly percent: number }): void => onPercent(Math.floor(percent))
      signal.addEventListener('abort', () => token.cancel(), { once: true })
      updater.on('download-progress', tell)
      try {
        await knownFailures(updater.downloadUpdate(token))
      } finally {
        updater.off('download-progress', tell)
      }
    },
    install: () => void install().catch(onFault),
  }

  /** The ledger is closed first. The new version must find this one's locks free, and this one ends whatever comes of it. */
  async function install(): Promise<void> {
    const { updater } = await library()
    await stop()
    app.releaseSingleInstanceLock()
    updater.once('error', () => app.quit())
    updater.quitAndInstall(false, true)
    if (platform !== 'darwin') app.quit() // there the system's own updater quits, some time later
  }
}

interface Library {
  readonly updater: AppUpdater
  readonly newToken: () => CancellationToken
}

async function load(): Promise<Library> {
  const { autoUpdater, CancellationToken: Token } = await import('electron-updater')
  autoUpdater.autoDownload = false
  autoUpdater.autoInstallOnAppQuit = false
  autoUpdater.allowDowngrade = false
  autoUpdater.allowPrerelease = false
  autoUpdater.disableWebInstaller = true
  autoUpdater.logger = SILENT
  autoUpdater.requestHeaders = { 'x-user-staging-id': NOBODY }
  autoUpdater.isUserWithinRollout = () => true
  autoUpdater.on('error', () => undefined) // each call rejects with it as well
  return { updater: autoUpdater, newToken: () => new Token() }
}

/** The way of everything else that leaves: through the proxy wherever one is set. */
async function throughProxy(loading: Promise<Library>, proxy: string | null): Promise<Library> {
  const library = await loading
  await library.updater.netSession.setProxy(proxy === null ? { mode: 'system' } : { proxyRules: proxy })
  return library
}

/** Why this copy cannot be replaced; null where it can. */
function obstacle(platform: NodeJS.Platform, env: UpdaterOptions['env']): UpdateObstacle | null {
  if (!app.isPackaged) return 'not_packed'
  const inResources = (name: string): boolean => existsSync(join(process.resourcesPath, name))
  if (!inResources('app-update.yml')) return 'no_place'
  const portable = platform === 'win32' && env['PORTABLE_EXECUTABLE_DIR'] !== undefined
  const unpacked = platform === 'linux' && env['APPIMAGE'] === undefined && !inResources('package-type')
  return portable || unpacked ? 'package' : null
}

/** A check cannot be stopped, but it need not be waited for. */
async function giveUp<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    signal.throwIfAborted()
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

const NOT_GENUINE: readonly unknown[] = ['ERR_CHECKSUM_MISMATCH', 'ERR_UPDATER_INVALID_SIGNATURE']
const UNREACHABLE = /^(HTTP_ERROR_|ERR_UPDATER_CHANNEL_FILE_NOT_FOUND|E[A-Z]+$)|net::ERR_/

async function knownFailures<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new UpdateError(failureOf(error), 'an update failed', { cause: error })
  }
}

function failureOf(error: unknown): UpdateFailure {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : null
  if (NOT_GENUINE.includes(code)) return 'not_genuine'
  const words = typeof code === 'string' ? code : error instanceof Error ? error.message : ''
  return UNREACHABLE.test(words) ? 'unreachable' : 'unknown'
}
