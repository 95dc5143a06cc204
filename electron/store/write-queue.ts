import { toStorageError } from './storage-error.ts'

/**
 * The one owner of all writes: jobs run one at a time. What a person or a provider's answer asks for comes before the
 * scanner's next batch; within a lane the order given holds.
 */
export interface WriteQueue {
  /** Runs a synchronous job (one transaction) after all earlier ones of its lane. Faults of SQLite reject as `storage`. */
  run<T>(job: () => T, lane?: WriteLane): Promise<T>
  /** Resolves when every job given so far is done. */
  idle(): Promise<void>
}

/** `batch` is the scanner's. */
export type WriteLane = 'person' | 'batch'

/** Builds the queue that all stores of one database share. After an error that `endsAll`, every later job fails with it. */
export function createWriteQueue(endsAll: (error: unknown) => boolean = () => false): WriteQueue {
  const lanes: Readonly<Record<WriteLane, (() => void)[]>> = { person: [], batch: [] }
  let running = false
  let ended: { readonly by: unknown } | null = null

  /** One job a turn, so that what arrived meanwhile (another lane's job, a message, a timer) has its chance. */
  function pump(): void {
    const job = lanes.person.shift() ?? lanes.batch.shift()
    running = job !== undefined
    if (!job) return
    job()
    setImmediate(pump)
  }

  function run<T>(job: () => T, lane: WriteLane = 'person'): Promise<T> {
    const done = new Promise<T>((resolve, reject) => {
      lanes[lane].push(() => {
        try {
          if (ended !== null) throw ended.by
          resolve(job())
        } catch (error) {
          const failure = toStorageError(error)
          if (ended === null && endsAll(failure)) ended = { by: failure }
          reject(failure)
        }
      })
    })
    if (!running) {
      running = true
      queueMicrotask(pump)
    }
    return done
  }

  async function idle(): Promise<void> {
    await Promise.all([run(() => undefined, 'person'), run(() => undefined, 'batch')])
  }

  return { run, idle }
}
