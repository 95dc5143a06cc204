import { toStorageError } from './storage-error.ts'

/**
 * The one owner of all writes: jobs run one at a time. What a person or a provider's answer asks for comes before the
 * scanner's next batch; within a lane the order given holds.
 */
export interface WriteQueue {
  /**
   * Runs a synchronous job (one transaction) after all earlier ones of its lane. Faults of SQLite reject as `storage`.
   * `kind` names it among the holds.
   */
  run<T>(job: () => T, lane?: WriteLane, kind?: string): Promise<T>
  /** What everybody else had to wait for since the queue was made, by kind. */
  holds(): ReadonlyMap<string, Hold>
  /** Whether anything but the scanner's batches was written in the last second. */
  isCrowded(): boolean
  /** Resolves when every job given so far is done. */
  idle(): Promise<void>
}

/** How long jobs of one kind had the writer to themselves. */
export interface Hold {
  readonly count: number
  readonly longestMs: number
  readonly totalMs: number
}

/** `batch` is the scanner's; `spare` is for what can wait for both. */
export type WriteLane = 'person' | 'batch' | 'spare'

/** Who has just written may write again. */
const CROWDED_MS = 1_000

const NO_HOLD: Hold = { count: 0, longestMs: 0, totalMs: 0 }

/** Builds the queue that all stores of one database share. After an error that `endsAll`, every later job fails with it. */
export function createWriteQueue(endsAll: (error: unknown) => boolean = () => false): WriteQueue {
  const lanes: Readonly<Record<WriteLane, (() => void)[]>> = { person: [], batch: [], spare: [] }
  const holds = new Map<string, Hold>()
  let running = false
  let ended: { readonly by: unknown } | null = null
  let personAt = Number.NEGATIVE_INFINITY

  /** One job a turn, so that what arrived meanwhile (another lane's job, a message, a timer) has its chance. */
  function pump(): void {
    const job = lanes.person.shift() ?? lanes.batch.shift() ?? lanes.spare.shift()
    running = job !== undefined
    if (!job) return
    job()
    setImmediate(pump)
  }

  function timed<T>(job: () => T, kind: string): T {
    const started = performance.now()
    try {
      return job()
    } finally {
      const ms = performance.now() - started
      const { count, longestMs, totalMs } = holds.get(kind) ?? NO_HOLD
      holds.set(kind, { count: count + 1, longestMs: Math.max(longestMs, ms), totalMs: totalMs + ms })
    }
  }

  function run<T>(job: () => T, lane: WriteLane = 'person', kind: string = lane): Promise<T> {
    if (lane === 'person') personAt = performance.now()
    const done = new Promise<T>((resolve, reject) => {
      lanes[lane].push(() => {
        try {
          if (ended !== null) throw ended.by
          resolve(timed(job, kind))
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
    await Promise.all((['person', 'batch', 'spare'] as const).map((lane) => run(() => undefined, lane)))
  }

  return { run, idle, holds: () => holds, isCrowded: () => performance.now() - personAt < CROWDED_MS }
}

/** Each piece of a long reading is a job of its own: a person's write goes between. Rejects once `signal` aborts. */
export async function inTurns<T>(
  queue: WriteQueue,
  work: Generator<void, T>,
  kind: string,
  signal?: AbortSignal,
): Promise<T> {
  for (;;) {
    signal?.throwIfAborted()
    const piece = await queue.run(() => work.next(), 'batch', kind)
    if (piece.done === true) return piece.value
  }
}
