/** A snapshot goes into the ledger in pieces, so that no one's write waits behind a large one. */
import type { CommitSize } from './commit-size.ts'
import type { ScanStore, ScriptId, SnapshotUpdate } from './ports.ts'

/** What an output takes, in what a script takes that has none: a piece of many coins is no longer than one of many scripts. */
const ROWS_OF_AN_OUTPUT = 10

/**
 * Applies the snapshot some scripts at a time, each with all of its outputs. What is killed, or refused with
 * `StoreConflict`, in the middle has served those before it: the others wait for a snapshot as they did. Tells of each
 * piece that is in the ledger.
 */
export async function applyInPieces(
  store: Pick<ScanStore, 'apply'>,
  update: SnapshotUpdate,
  size: CommitSize,
  onApplied: (scripts: readonly ScriptId[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const outputsOf = Map.groupBy(update.outputs, ({ script }) => script)
  const headerAt = new Map(update.outputHeaders.map((header) => [header.height, header]))
  let at = 0
  while (at < update.scripts.length) {
    signal.throwIfAborted()
    const { scripts, rows } = nextPiece(update.scripts, at, outputsOf, size.rows())
    const outputs = scripts.flatMap((script) => outputsOf.get(script) ?? [])
    const heights = [...new Set(outputs.map(({ height }) => height))].toSorted((one, other) => one - other)
    const outputHeaders = heights.flatMap((height) => headerAt.get(height) ?? [])
    const { ms, crowded } = await store.apply({ ...update, scripts, outputs, outputHeaders })
    size.took(rows, ms, crowded)
    onApplied(scripts)
    at += scripts.length
  }
}

/** One script is never divided. */
function nextPiece(
  all: readonly ScriptId[],
  from: number,
  outputsOf: ReadonlyMap<ScriptId, readonly unknown[]>,
  limit: number,
): { readonly scripts: readonly ScriptId[]; readonly rows: number } {
  let rows = 0
  let to = from
  for (; to < all.length; to++) {
    const more = 1 + ROWS_OF_AN_OUTPUT * (outputsOf.get(all[to] ?? -1)?.length ?? 0)
    if (to > from && rows + more > limit) break
    rows += more
  }
  return { scripts: all.slice(from, to), rows }
}
