/**
 * Newer versions of Tidemark: asked for only with the person's consent, fetched and installed only on a press. What it is
 * done with is a port of the door; a door without one refuses.
 */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import type { UpdateFailure, UpdateObstacle, UpdateProgress, UpdateStatus } from '../../shared/ipc/updates.ts'
import { type Said, say } from '../../shared/said.ts'
import { UpdateError } from '../../shared/update-error.ts'
import type { Clock } from '../engine/ports.ts'
import type { Updater } from '../host-types.ts'
import { writeFileAtomically } from './write-file-atomically.ts'

export interface UpdateOptions {
  readonly dataDir: string
  readonly clock: Clock
  /** The version that runs. */
  readonly current: string
  readonly updater: Updater | undefined
  /** Whether this door may change settings. */
  readonly writable: boolean
  readonly settings: () => { readonly offline: boolean; readonly proxy: string | null }
  /** Told of what nobody planned. */
  readonly onFault: (error: unknown) => void
  /** Of the checks that come by themselves: before the first and between them, ms. A minute and a day by default. */
  readonly pauses?: { readonly first: number; readonly between: number }
}

export interface UpdateService {
  status(): UpdateStatus
  setConsent(consent: boolean): Promise<UpdateStatus>
  /** Fails with `forbidden` where nobody may be asked; any other failure is in the status. */
  check(signal: AbortSignal): Promise<UpdateStatus>
  /** Fails with `invalid_input` unless a version was found. */
  download(signal: AbortSignal): Promise<UpdateStatus>
  /** Fails with `invalid_input` unless a version was fetched. Returns before Tidemark closes. */
  install(): UpdateStatus
  /** The settings are others: what is under way ends where all connections are off, or another proxy is to be used. */
  settingsChanged(): void
  /** With consent, a check a minute after the start and then once a day, until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>
}

const stored = z.object({ consent: z.boolean() })
const IDLE: UpdateProgress = { kind: 'idle' }
const PAUSES = { first: 60_000, between: 86_400_000 }

/** Reads the consent from `updates.json` in the data folder; a missing or damaged file is none. Asks nobody. */
export async function openUpdates(options: UpdateOptions): Promise<UpdateService> {
  const { updater, clock, onFault } = options
  const file = join(options.dataDir, 'updates.json')
  const unavailable: UpdateObstacle | null =
    updater === undefined || !options.writable ? 'door' : updater.unavailable
  let consent = unavailable === null && (await consentIn(file))
  let progress: UpdateProgress = IDLE
  let running: {
    readonly stop: AbortController
    readonly proxy: string | null
    readonly back: UpdateProgress
  } | null = null

  const status = (): UpdateStatus => ({ unavailable, consent, current: options.current, progress })

  function port(): Updater {
    if (updater === undefined || unavailable !== null)
      throw new AppError('forbidden', OBSTACLES[unavailable ?? 'door'])
    return updater
  }

  /** What may be used to ask somebody right now. */
  function asking(): Updater {
    const allowed = port()
    if (!consent) throw new AppError('forbidden', say('update_no_consent'))
    if (options.settings().offline) throw new AppError('forbidden', say('update_offline'))
    return allowed
  }

  /** One step at a time; consent that is taken back, and other settings of the connections, end it. What fails is told, and Tidemark runs on. */
  async function step(
    version: string | null,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<UpdateProgress>,
  ): Promise<UpdateStatus> {
    const mine = { stop: new AbortController(), proxy: options.settings().proxy, back: before(version) }
    running = mine
    try {
      const next = await work(AbortSignal.any([signal, mine.stop.signal]))
      if (running === mine) progress = next
    } catch (error) {
      if (running === mine) progress = signal.aborted ? mine.back : failed(error, version)
    } finally {
      if (running === mine) running = null
    }
    signal.throwIfAborted()
    return status()
  }

  /** What is under way is given up; whoever waits for it hears where it stands then. */
  function drop(to: UpdateProgress): void {
    running?.stop.abort()
    running = null
    progress = to
  }

  function failed(error: unknown, version: string | null): UpdateProgress {
    const failure: UpdateFailure = error instanceof UpdateError ? error.failure : 'unknown'
    if (failure === 'unknown') onFault(error)
    return { kind: 'failed', failure, version }
  }

  async function check(signal: AbortSignal): Promise<UpdateStatus> {
    const allowed = asking()
    if (running !== null || progress.kind === 'ready' || progress.kind === 'installing') return status()
    progress = { kind: 'checking' }
    return step(null, signal, async (both) => {
      const version = await allowed.check(options.settings().proxy, both)
      return version === null ? { kind: 'newest', at: clock.now() } : { kind: 'found', version }
    })
  }

  return {
    status,
    async setConsent(wanted) {
      port()
      await writeFileAtomically(file, `${JSON.stringify({ consent: wanted })}\n`)
      consent = wanted
      if (!wanted) drop(IDLE)
      return status()
    },
    check,
    async download(signal) {
      const allowed = asking()
      const version = progress.kind === 'found' || progress.kind === 'failed' ? progress.version : null
      if (running !== null) return status()
      if (version === null) throw new AppError('invalid_input', say('update_not_found'))
      progress = { kind: 'downloading', version, percent: null }
      return step(version, signal, async (both) => {
        const onPercent = (percent: number): void => {
          if (progress.kind === 'downloading') progress = { kind: 'downloading', version, percent }
        }
        await allowed.download(options.settings().proxy, onPercent, both)
        return { kind: 'ready', version }
      })
    },
    install() {
      const allowed = port()
      if (progress.kind !== 'ready') throw new AppError('invalid_input', say('update_not_fetched'))
      progress = { kind: 'installing', version: progress.version }
      allowed.install()
      return status()
    },
    settingsChanged() {
      if (running === null) return
      const { offline, proxy } = options.settings()
      if (offline || proxy !== running.proxy) drop(running.back)
    },
    async run(signal) {
      if (unavailable !== null) return
      const { first, between } = options.pauses ?? PAUSES
      for (let pause = first; await paused(pause, signal); pause = between)
        if (consent && !options.settings().offline)
          await check(signal).catch((error: unknown) => signal.aborted || onFault(error))
    },
  }
}

/** Where a step that was given up leads back to. */
function before(version: string | null): UpdateProgress {
  return version === null ? IDLE : { kind: 'found', version }
}

const OBSTACLES: Readonly<Record<UpdateObstacle, Said>> = {
  door: say('update_door'),
  not_packed: say('update_not_packed'),
  no_place: say('update_no_place'),
  unsigned: say('update_unsigned'),
  package: say('update_package'),
}

async function consentIn(file: string): Promise<boolean> {
  try {
    return stored.parse(JSON.parse(await readFile(file, 'utf8'))).consent
  } catch {
    return false // not said yet, or not readable: nobody is asked
  }
}

/** False when `signal` aborted. */
async function paused(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await wait(ms, undefined, { signal, ref: false })
    return true
  } catch {
    return false // aborting is the only way in which a timer fails
  }
}
