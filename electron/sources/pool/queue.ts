/**
 * Questions that wait, in groups that are sent alike: looking at the first of a group says what can be done for all of
 * it, so that ten thousand are not walked over with every answer. Those whose time runs come first: somebody waits, or a
 * source failed them, and thousands that were not sent yet must not take the tokens that they need.
 */
import type { Job } from './job.ts'

interface Entry {
  readonly job: Job
  readonly ticket: number
}

/** Jobs in the order they came. Those that were sent, moved or given up meanwhile are passed over. */
export class Group {
  readonly key: string
  #entries: Entry[] = []
  #head = 0

  constructor(key: string) {
    this.key = key
  }

  /** At least as many as wait here. */
  get size(): number {
    return this.#entries.length - this.#head
  }

  push(job: Job): void {
    this.#entries.push({ job, ticket: job.ticket })
  }

  /** The first job that still waits here, or null. It stays. */
  peek(): Job | null {
    for (; this.#head < this.#entries.length; this.#head++) {
      const { job, ticket } = this.#entries[this.#head] ?? {}
      if (job?.state === 'queued' && job.ticket === ticket) return job
    }
    this.#entries = []
    this.#head = 0
    return null
  }

  /** Removes what `peek` gave. */
  shift(): void {
    this.#head++
  }
}

/** All groups, urgent ones first. */
export class JobQueue {
  readonly #urgent = new Map<string, Group>()
  readonly #others = new Map<string, Group>()

  /** Queues a job in the group of `key`; an earlier entry of it counts no more. */
  add(job: Job, key: string): void {
    job.ticket++
    job.state = 'queued'
    const lane = job.urgent || job.endsAt !== null ? this.#urgent : this.#others
    const group = lane.get(key) ?? new Group(key)
    lane.set(key, group)
    group.push(job)
  }

  /** The groups in which somebody waits. */
  groups(): readonly Group[] {
    return [...this.#urgent.values(), ...this.#others.values()]
  }

  /** Drops groups that became empty. */
  tidy(): void {
    for (const lane of [this.#urgent, this.#others])
      for (const [key, group] of lane) if (group.peek() === null) lane.delete(key)
  }

  /** Empties the queue. */
  takeAll(): readonly Job[] {
    const jobs: Job[] = []
    for (const group of this.groups())
      for (let job = group.peek(); job !== null; job = group.peek()) {
        group.shift()
        jobs.push(job)
      }
    this.tidy()
    return jobs
  }
}
