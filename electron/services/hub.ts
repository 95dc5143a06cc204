/** The event hub: services announce, doors listen. Progress is thinned to ten a second, the last one always arrives. */
import type { EventName, Events } from '../../shared/ipc/contract.ts'

/** Hears every event. Must not throw; one that does is reported and the others still hear it. */
export type HubListener = <K extends EventName>(name: K, payload: Events[K]) => void

/** Where services announce and doors listen. */
export interface Hub {
  emit<K extends EventName>(name: K, payload: Events[K]): void
  subscribe(listener: HubListener): () => void
}

/** Runs `task` after `ms` unless the returned function is called first. */
export type Schedule = (task: () => void, ms: number) => () => void

export interface HubOptions {
  /** Least time between two `scan.progress` events, 100 ms by default. */
  readonly progressEveryMs?: number
  readonly schedule?: Schedule
  /** Hears what a listener threw. */
  readonly onFault: (error: unknown) => void
}

/**
 * A hub without listeners. `scan.progress` is passed on at once after a pause, then at most once in
 * `progressEveryMs` with the newest payload; all other events are passed on as they come.
 */
export function createEventHub(options: HubOptions): Hub {
  const listeners = new Set<HubListener>()
  const everyMs = options.progressEveryMs ?? 100
  const schedule = options.schedule ?? laterUnref
  let pausing = false
  let waiting: Events['scan.progress'] | null = null

  function tell<K extends EventName>(name: K, payload: Events[K]): void {
    for (const listener of listeners) {
      try {
        listener(name, payload)
      } catch (error) {
        options.onFault(error)
      }
    }
  }

  function tellProgress(payload: Events['scan.progress']): void {
    pausing = true
    tell('scan.progress', payload)
    schedule(endPause, everyMs)
  }

  function endPause(): void {
    pausing = false
    const newest = waiting
    waiting = null
    if (newest !== null) tellProgress(newest)
  }

  return {
    emit(name, payload) {
      if (name !== 'scan.progress') return tell(name, payload)
      const progress = payload as Events['scan.progress'] // the name says which payload it is
      if (pausing) waiting = progress
      else tellProgress(progress)
    },
    subscribe(listener) {
      const own: HubListener = (name, payload) => listener(name, payload) // one entry a call, even for the same function
      listeners.add(own)
      return () => void listeners.delete(own)
    },
  }
}

function laterUnref(task: () => void, ms: number): () => void {
  const timer = setTimeout(task, ms)
  timer.unref() // a last progress event must not keep the process alive
  return () => clearTimeout(timer)
}
