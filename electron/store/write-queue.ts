import { toStorageError } from './storage-error.ts'

/** The one owner of all writes: jobs run one at a time, in the order they were given. */
export interface WriteQueue {
  /** Runs a synchronous job (one transaction) after all earlier ones. Faults of SQLite reject as `storage`. */
  run<T>(job: () => T): Promise<T>
  /** Resolves when every job given so far is done. */
  idle(): Promise<void>
}

/** Builds the queue that all stores of one database share. */
export function createWriteQueue(): WriteQueue {
  let tail: Promise<unknown> = Promise.resolve()

  function run<T>(job: () => T): Promise<T> {
    const result = tail.then(() => {
      try {
        return job()
      } catch (error) {
        throw toStorageError(error)
      }
    })
    tail = result.catch(() => undefined) // its caller gets the error; the next job runs all the same
    return result
  }

  return {
    run,
    idle: async () => {
      await tail
    },
  }
}
