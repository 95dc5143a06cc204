/**
 * Imports BIP-329: what each line would do is told before anything is done. Lines are independent, so that they are
 * written some thousands at a time: nobody waits long for the ledger's writer, and an import that was cut short is
 * finished by the same file.
 */
import { setImmediate } from 'node:timers/promises'
import type { Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import type {
  LabelDifference,
  LabelImport,
  LabelImportCounts,
  LabelImportRequest,
  RefusedLabel,
} from '../../shared/ipc/labels.ts'
import { LABEL_LIMITS, type Label, type LabelKey, type LabelRefusal } from '../../shared/labels.ts'
import { englishOf, say } from '../../shared/said.ts'
import { labelLines } from '../engine/labels/label-lines.ts'
import { parseRecord } from '../engine/labels/label-record.ts'
import { LABEL_REFUSAL_CODES } from '../engine/labels/label-refusals.ts'
import { effectOf, type LabelPut, mergeLabel } from '../engine/labels/merge-label.ts'
import type { Harmless } from '../engine/labels/secret-text.ts'
import type { LabelStore } from '../store/labels.ts'

export interface LabelImportParts {
  readonly network: Network
  readonly store: Pick<LabelStore, 'get' | 'put' | 'keepAside'>
  readonly harmless: Harmless
}

/** Lines that are read, and records that are written, at once. */
const READ_AT_ONCE = 500
const WRITTEN_AT_ONCE = 1_000
/** How many single lines an answer names. */
const TOLD = 1_000

/** Reads the text, and writes what it says where `apply`. Fails with `invalid_input` for more than 50 MB. */
export async function importLabels(
  { text, apply, conflicts = 'replace' }: LabelImportRequest,
  { network, store, harmless }: LabelImportParts,
  signal: AbortSignal,
): Promise<LabelImport> {
  if (Buffer.byteLength(text) > LABEL_LIMITS.importBytes)
    throw new AppError('invalid_input', say('labels_too_large'))
  const tally = createTally()
  // What earlier lines of the file have said, where nothing is written meanwhile.
  const said = new Map<string, Label | null>()
  let waiting: LabelPut[] = []
  let aside: string[] = []

  function take(line: number, put: LabelPut): void {
    const key = keyText(put)
    const known = said.get(key) ?? (said.has(key) ? null : store.get(put))
    const effect = effectOf(known, mergeLabel(known, put))
    const kept = effect === 'conflict' && conflicts === 'keep' ? withoutConflict(known, put) : put
    const merged = mergeLabel(known, kept)
    said.set(key, merged)
    tally.label(line, put, effect, known?.label ?? null, merged?.label ?? null)
    if (effect !== 'same') waiting.push(kept)
  }

  async function write(least: number): Promise<void> {
    if (waiting.length >= least && waiting.length > 0) {
      if (apply) await store.put(waiting)
      waiting = []
    }
    if (aside.length >= least && aside.length > 0) {
      if (apply) await store.keepAside(aside)
      aside = []
    }
  }

  let read = 0
  for (const { line, text: record } of labelLines(text)) {
    const parsed = parseRecord(record, network, harmless)
    if (parsed.kind === 'refused') tally.refused(line, parsed.reason)
    else if (parsed.kind === 'label') take(line, parsed.put)
    else {
      tally.aside(parsed.type)
      aside.push(parsed.line)
    }
    if (++read % READ_AT_ONCE !== 0) continue
    await write(WRITTEN_AT_ONCE)
    await setImmediate(undefined, { signal })
  }
  await write(1)
  return { applied: apply, ...tally.result() }
}

/** The person's own words stay; what was not said yet is filled in. */
function withoutConflict(known: Label | null, { label, spendable, ...rest }: LabelPut): LabelPut {
  return {
    ...rest,
    ...(known?.label === null && label !== undefined ? { label } : {}),
    ...(known?.spendable === null && spendable !== undefined ? { spendable } : {}),
  }
}

function keyText({ type, ref, origin }: LabelKey): string {
  return `${type} ${ref} ${origin}`
}

/** Counts lines and names the first of them. */
function createTally() {
  const counts = { new: 0, changed: 0, same: 0, conflicts: 0, refused: 0, aside: 0 }
  const differences: LabelDifference[] = []
  const refusals: RefusedLabel[] = []
  const types = new Map<string, number>()

  return {
    label(
      line: number,
      { type, ref, origin }: LabelKey,
      kind: LabelDifference['kind'] | 'same',
      before: string | null,
      after: string | null,
    ): void {
      counts[kind === 'conflict' ? 'conflicts' : kind] += 1
      if (kind !== 'same' && differences.length < TOLD)
        differences.push({ line, kind, type, ref, origin, before, after })
    },
    refused(line: number, reason: LabelRefusal): void {
      counts.refused += 1
      if (refusals.length < TOLD)
        refusals.push({ line, reason, message: englishOf(say(LABEL_REFUSAL_CODES[reason])) })
    },
    aside(type: string): void {
      counts.aside += 1
      const name = type.slice(0, 50)
      if (types.has(name) || types.size < TOLD) types.set(name, (types.get(name) ?? 0) + 1)
    },
    result(): Omit<LabelImport, 'applied'> {
      const told: LabelImportCounts = counts
      const named = counts.new + counts.changed + counts.conflicts
      return {
        counts: told,
        differences,
        refused: refusals,
        aside: [...types].map(([type, lines]) => ({ type, lines })),
        more: named > differences.length || counts.refused > refusals.length,
      }
    },
  }
}
