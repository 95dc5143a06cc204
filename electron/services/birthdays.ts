/** Histories that are wanted from a birthday: begun as soon as the own node can be asked, and not forgotten before. */
import { AppError } from '../../shared/errors.ts'
import type { PortfolioStore } from '../store/portfolio-store.ts'
import type { HistoryCalls } from './backfill-task.ts'

export interface BirthdaysOptions {
  readonly store: Pick<PortfolioStore, 'birthdaysDue' | 'birthdaysBegun' | 'scriptsOf'>
  readonly start: HistoryCalls['start']
  readonly nodeAnswers: () => boolean
}

export interface Birthdays {
  /** Begins those that are due. Where the node cannot be asked, they stay due. */
  begin(signal: AbortSignal): Promise<void>
}

/** Builds it; nothing begins by itself. */
export function createBirthdays({ store, start, nodeAnswers }: BirthdaysOptions): Birthdays {
  let running: Promise<void> | null = null

  async function beginDue(signal: AbortSignal): Promise<void> {
    for (const { watchId, birthday } of store.birthdaysDue()) {
      const scripts = store.scriptsOf([watchId]).map(({ scriptId }) => scriptId)
      if (scripts.length === 0) continue // still to be derived
      await start([{ scripts, from: birthday }], signal)
      await store.birthdaysBegun([watchId])
    }
  }

  return {
    begin: (signal) => {
      if (!nodeAnswers()) return Promise.resolve()
      running ??= beginDue(signal)
        .catch((error: unknown) => {
          if (!(error instanceof AppError && error.code === 'node') && !signal.aborted) throw error
        })
        .finally(() => {
          running = null
        })
      return running
    },
  }
}
