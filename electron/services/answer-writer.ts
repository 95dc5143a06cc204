/** Answers of providers on their way to disk: many of them share a commit, and none waits for the slowest question. */
import type { BalanceSource, ProviderBalance, ScriptId } from '../engine/ports.ts'
import { type After, afterMs } from '../sources/resilience.ts'
import type { SourceStore, StoredObservation, StoredTip } from '../store/source-store.ts'

/** What a provider answered about a script. */
export interface GivenAnswer {
  readonly scriptId: ScriptId
  readonly source: Pick<BalanceSource, 'id' | 'family'>
  readonly balance: ProviderBalance
}

export interface AnswerWriter {
  add(answer: GivenAnswer): void
  /** Resolves when all that was added is on disk; rejects when some could not be written. */
  done(): Promise<void>
}

/** An answer is on disk at most so long after it came, and so many make a group at once. */
const GROUP_MS = 100
const GROUP_SIZE = 200

/** Builds a writer for the answers to one batch of questions. */
export function createAnswerWriter(
  store: Pick<SourceStore, 'saveObservations' | 'saveTip'>,
  after: After = afterMs,
): AnswerWriter {
  let group: GivenAnswer[] = []
  let callOff: (() => void) | null = null
  const writes: Promise<void>[] = []

  function flush(): void {
    callOff?.()
    callOff = null
    const full = group
    group = []
    if (full.length === 0) return
    const write = writeGroup(store, full)
    write.catch(() => undefined) // `done` tells it
    writes.push(write)
  }

  return {
    add: (answer) => {
      group.push(answer)
      if (group.length >= GROUP_SIZE) flush()
      else callOff ??= after(GROUP_MS, flush)
    },
    done: async () => {
      flush()
      await Promise.all(writes)
    },
  }
}

async function writeGroup(
  store: Pick<SourceStore, 'saveObservations' | 'saveTip'>,
  group: readonly GivenAnswer[],
): Promise<void> {
  await store.saveObservations(group.map(observationOf))
  for (const tip of newestTips(group)) await store.saveTip(tip)
}

function observationOf({ scriptId, source, balance }: GivenAnswer): StoredObservation {
  const { at, confirmed, pending, observedAt, used = null } = balance
  return {
    scriptId,
    source: `provider:${source.id}`,
    at,
    confirmed,
    pending,
    immature: null,
    observedAt,
    used,
  }
}

function newestTips(group: readonly GivenAnswer[]): readonly StoredTip[] {
  const newest = new Map<string, GivenAnswer>()
  for (const answer of group) {
    const before = newest.get(answer.source.id)
    if (before === undefined || answer.balance.observedAt >= before.balance.observedAt)
      newest.set(answer.source.id, answer)
  }
  return [...newest.values()].map(({ source: { id, family }, balance: { at, tipTime, observedAt } }) => ({
    source: `provider:${id}`,
    family,
    at,
    time: tipTime,
    observedAt,
  }))
}
