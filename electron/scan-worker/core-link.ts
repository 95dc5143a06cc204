/**
 * The line to the scan core: opened once, opened again with growing pauses whenever the core is lost, closed once. What
 * was open with a lost core fails; what is called meanwhile waits for the next try, and fails with its reason.
 */
import { AppError } from '../../shared/errors.ts'
import { say } from '../../shared/said.ts'
import { pauseFor } from '../services/poke.ts'
import type { Rescue } from '../store/rescue.ts'
import { type Caller, sendCalls } from './calls.ts'
import type { RunningCore } from './scan-thread.ts'
import type { CoreCalls, CoreEvent, CoreOptions } from './types.ts'

export interface CoreLinkOptions {
  readonly start: () => RunningCore
  /** What each core opens. */
  readonly options: CoreOptions
  readonly onEvent: (event: CoreEvent) => void
  /** The core is gone, or the next one could not be opened. */
  readonly onLost: (error: Error) => void
}

export interface CoreLink {
  readonly dataDir: string
  /** Of the first core's start. */
  readonly rescue: Rescue | null
  /** Fails with `cancelled` once the link is closing. */
  readonly call: Caller<CoreCalls>['call']
  /** Calls that were made before are done first, those that only end when cancelled are cancelled. */
  close(): Promise<void>
}

const PAUSES_MS = [500, 5_000, 30_000]
/** A core that lived this long was a good one: the next loss is a first one again. */
const GOOD_MS = 60_000

/** Starts the core and opens its ledger. Fails with what the core failed with; nothing is left running then. */
export async function openCoreLink({ start, options, onEvent, onLost }: CoreLinkOptions): Promise<CoreLink> {
  const ending = new AbortController()
  let configured: CoreCalls['configureNode']['in'] | null = null
  let losses = 0
  let line = connect()
  const { dataDir, rescue } = await line.opened.catch(async (error: unknown) => {
    ending.abort(closed())
    await line.core.end()
    throw error
  })

  interface Line {
    readonly core: RunningCore
    readonly caller: Caller<CoreCalls>
    readonly opened: Promise<CoreCalls['open']['out']>
  }

  function connect(): Line {
    const core = start()
    const caller = sendCalls<CoreCalls>(core.port, (event) => onEvent(event as CoreEvent)) // core.ts sends no other
    const since = performance.now()
    let isOpen = false
    core.onLost((error) => {
      caller.fail(isOpen ? lost(error) : error)
      if (isOpen) retry(error, since)
    })
    const open = async (): Promise<CoreCalls['open']['out']> => {
      const opened = await caller.call('open', options)
      if (configured !== null) await caller.call('configureNode', configured)
      isOpen = true
      return opened
    }
    return { core, caller, opened: open() }
  }

  /** The lines that are opened until one holds. What is called meanwhile hears of each try that failed. */
  function retry(error: Error, since: number): void {
    if (ending.signal.aborted) return
    if (performance.now() - since > GOOD_MS) losses = 0
    const pause = PAUSES_MS[Math.min(losses++, PAUSES_MS.length - 1)] ?? 0
    const opened = openNext(line.core, pause)
    line = { ...line, opened }
    void hold(opened)
    onLost(error)
  }

  async function openNext(old: RunningCore, pause: number): Promise<CoreCalls['open']['out']> {
    await pauseFor(pause, ending.signal)
    await old.end()
    if (ending.signal.aborted) throw closed()
    const made = connect()
    line = { ...made, opened: line.opened } // those who wait already wait for this very try
    return made.opened
  }

  async function hold(opened: Line['opened']): Promise<void> {
    try {
      await opened
    } catch (error) {
      retry(error instanceof Error ? error : new Error(String(error)), performance.now())
    }
  }

  const call: CoreLink['call'] = async (name, input, signal) => {
    if (ending.signal.aborted) throw closed()
    if (name === 'configureNode') configured = input as typeof configured // the map says so
    const { opened } = line
    await opened
    return line.caller.call(name, input, signal ? AbortSignal.any([signal, ending.signal]) : undefined)
  }

  async function close(): Promise<void> {
    if (ending.signal.aborted) return
    const { opened } = line
    ending.abort(closed())
    // A core that died has closed already, by the hand of SQLite and of the operating system.
    const isOpen = await opened.then(
      () => true,
      () => false,
    )
    if (isOpen) await line.caller.call('close', null).catch(onLost)
    await line.core.end()
    line.caller.fail(closed())
  }

  return { dataDir, rescue, call, close }
}

function closed(): AppError {
  return new AppError('cancelled', say('closing'))
}

function lost(cause: Error): AppError {
  return new AppError('internal', say('scanner_stopped'), {
    retryable: true,
    cause,
  })
}
