/**
 * electron-updater as Tidemark uses it: it does nothing by itself, sends nothing that tells one installation from another,
 * and leaves by the way of everything else.
 */
import type { AppUpdater, CancellationToken } from 'electron-updater'
import type { UpdateFailure } from '../../shared/ipc/updates.ts'
import { UpdateError } from '../../shared/update-error.ts'
import { isReleaseUrl } from './release-url.ts'

export interface UpdateLibrary {
  readonly updater: AppUpdater
  readonly newToken: () => CancellationToken
}

/** In the place of the id that the library would make of each installation and send along: everybody's is the same. */
const NOBODY = '00000000-0000-0000-0000-000000000000'
const SILENT = null

/** Loads the library. No check, no download, no installing at quit, no earlier version, no log of its own. */
export async function loadUpdateLibrary(): Promise<UpdateLibrary> {
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
  const { webRequest } = autoUpdater.netSession
  webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isReleaseUrl(url) })) // redirects come here, too
  return { updater: autoUpdater, newToken: () => new Token() }
}

/** Through the proxy wherever one is set, and then by no other way; without one as the system says. */
export async function throughProxy({ updater }: UpdateLibrary, proxy: string | null): Promise<void> {
  await updater.netSession.setProxy(proxy === null ? { mode: 'system' } : { proxyRules: proxy })
}

/** Waits for `work`, which knows no signal: when `signal` aborts, its connections are closed under it. */
export async function stoppable<T>(
  { updater }: UpdateLibrary,
  work: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => {
    updater.netSession.closeAllConnections().then(() => reject(signal.reason), reject)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    if (signal.aborted) onAbort()
    return await Promise.race([work, promise])
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

const NOT_GENUINE: readonly unknown[] = ['ERR_CHECKSUM_MISMATCH', 'ERR_UPDATER_INVALID_SIGNATURE']
const UNREACHABLE =
  /^(HTTP_ERROR_|ERR_UPDATER_CHANNEL_FILE_NOT_FOUND|E[A-Z]+$|Cannot download )|net::ERR_|aborted by the server/

/** Fails with UpdateError, and says of it what is known. */
export async function withKnownFailures<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new UpdateError(failureOf(error), 'an update failed', { cause: error })
  }
}

function failureOf(error: unknown): UpdateFailure {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'unreachable'
  const code: unknown = error instanceof Error && 'code' in error ? error.code : null
  if (NOT_GENUINE.includes(code)) return 'not_genuine'
  const words = typeof code === 'string' ? code : error instanceof Error ? error.message : ''
  return UNREACHABLE.test(words) ? 'unreachable' : 'unknown'
}
