/** What a check has found goes into the journal with its repair, some scripts at a time: nobody waits for all of them. */
import { type ScriptId, type SnapshotUpdate, StoreConflict } from '../engine/ports.ts'
import type { CheckPart, SelfCheckStore } from '../engine/self-check.ts'

/** Scripts of one transaction. */
const REPAIRED_AT_ONCE = 100

/**
 * Differences and repair of a script are in one transaction. Where the chain moves in the middle, the rest stays as it is, and
 * counts as not repaired. Resolves with the journal's row. Rejects with `StoreConflict` where nothing was written.
 */
export async function recordInPieces(
  store: Pick<SelfCheckStore, 'recordCheck'>,
  part: CheckPart,
  repair: SnapshotUpdate | null,
): Promise<number> {
  if (repair === null) return store.recordCheck(part, null)
  const missing = Map.groupBy(part.missingOutputs, ({ script }) => script)
  const extra = Map.groupBy(part.extraOutputs, ({ script }) => script)
  const outputs = Map.groupBy(repair.outputs, ({ script }) => script)
  let { id } = part
  for (let at = 0; at < repair.scripts.length; at += REPAIRED_AT_ONCE) {
    const scripts = repair.scripts.slice(at, at + REPAIRED_AT_ONCE)
    const found = {
      missingOutputs: allOf(scripts, missing),
      extraOutputs: allOf(scripts, extra),
    }
    try {
      id = await store.recordCheck({ ...part, ...found, id }, pieceOf(repair, scripts, outputs))
    } catch (error) {
      if (at === 0 || id === null || !(error instanceof StoreConflict)) throw error
      return id
    }
  }
  if (id === null) throw new Error('a check that was just written is missing')
  return id
}

function pieceOf(
  repair: SnapshotUpdate,
  scripts: readonly ScriptId[],
  of: ReadonlyMap<ScriptId, SnapshotUpdate['outputs']>,
): SnapshotUpdate {
  const outputs = allOf(scripts, of)
  const heights = new Set(outputs.map(({ height }) => height))
  const outputHeaders = repair.outputHeaders.filter(({ height }) => heights.has(height))
  return { ...repair, scripts, outputs, outputHeaders }
}

function allOf<T>(scripts: readonly ScriptId[], of: ReadonlyMap<ScriptId, readonly T[]>): readonly T[] {
  return scripts.flatMap((script) => of.get(script) ?? [])
}
