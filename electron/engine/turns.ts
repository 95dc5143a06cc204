/** Within long work: turns for what else the thread has to do, as a write that a person waits for. */
import type { Clock } from './ports.ts'

/** So long at most nobody else has a turn, ms; a turn itself costs some microseconds. */
export const TURN_MS = 8

export interface Turns {
  /** The work has gone on for so long that others should have a turn. */
  isDue(): boolean
  /** Gives them one. */
  give(): Promise<void>
}

/** `pause` resolves when everybody else had a turn. The work begins now. */
export function createTurns(clock: Clock, pause: () => Promise<void>): Turns {
  let since = clock.now()
  return {
    isDue: () => {
      const worked = clock.now() - since
      return worked >= TURN_MS || worked < 0 // the clock was set back: nobody knows how long it was
    },
    give: async () => {
      await pause()
      since = clock.now()
    },
  }
}
