/** The newest cross-check of each script. */
import { z } from 'zod'
import { blockHash, txid } from '../../shared/chain.ts'
import { CROSS_CHECK_REASONS, type CrossCheck } from '../../shared/cross-check.ts'
import type { ReadingSource } from '../../shared/reading.ts'
import type { ScriptId } from '../engine/ports.ts'
import type { Database } from './sqlite.ts'
import { guardAll } from './storage-error.ts'
import type { WriteQueue } from './write-queue.ts'

export interface CrossCheckStore {
  /** Takes the place of an older one; nothing where the script was removed meanwhile. */
  saveCrossCheck(scriptId: ScriptId, check: CrossCheck): Promise<void>
  /** Scripts that were never checked are absent. */
  crossChecks(scriptIds: readonly ScriptId[]): ReadonlyMap<ScriptId, CrossCheck>
  /** When each of these was last checked, ms since 1970; absent where never. */
  crossCheckedAt(scriptIds: readonly ScriptId[]): ReadonlyMap<ScriptId, number>
}

/** The store on a connection; on a read-only one the writes reject. */
export function createCrossCheckStore(db: Database, queue: WriteQueue): CrossCheckStore {
  const named = 'WHERE script IN (SELECT value FROM json_each(?)) ORDER BY script'
  const save = db.prepare<[{ script: ScriptId; at: number; result: string }]>(
    `INSERT INTO cross_check (script, checked_at, result) SELECT id, @at, @result FROM script WHERE id = @script
     ON CONFLICT (script) DO UPDATE SET checked_at = excluded.checked_at, result = excluded.result
       WHERE excluded.checked_at >= cross_check.checked_at`,
  )
  const results = db.prepare<[string], { readonly script: ScriptId; readonly result: string }>(
    `SELECT script, result FROM cross_check ${named}`,
  )
  const times = db.prepare<[string], { readonly script: ScriptId; readonly at: number }>(
    `SELECT script, checked_at AS at FROM cross_check ${named}`,
  )
  const reads = guardAll({
    crossChecks: (ids: readonly ScriptId[]): ReadonlyMap<ScriptId, CrossCheck> =>
      new Map(
        results
          .all(JSON.stringify(ids))
          .map(({ script, result }) => [script, stored.parse(JSON.parse(result))]),
      ),
    crossCheckedAt: (ids: readonly ScriptId[]): ReadonlyMap<ScriptId, number> =>
      new Map(times.all(JSON.stringify(ids)).map(({ script, at }) => [script, at])),
  })
  return {
    ...reads,
    saveCrossCheck: (script, check) =>
      queue.run(() => void save.run({ script, at: check.checkedAt, result: JSON.stringify(check) })),
  }
}

const sats = z.int().min(0)
const hash = z.string().transform(blockHash)
const ref = z.object({ height: z.int().min(0), hash })
const source = z.custom<ReadingSource>((value) => /^(ledger$|provider:)/.test(String(value)))
const outpoint = z.object({ txid: z.string().transform(txid), vout: z.int().min(0), value: sats })
const outputsOnly = z.object({ outputs: z.array(outpoint), count: z.int().min(0) })
const place = { at: ref, between: z.tuple([source, source]) }

/** What is read back is what was written. */
const stored: z.ZodType<CrossCheck> = z.object({
  address: z.string(),
  checkedAt: z.number(),
  outcome: z.enum(['agree', 'disagree', 'not_comparable']),
  reason: z.enum(CROSS_CHECK_REASONS).nullable(),
  block: ref.nullable(),
  compared: z.array(source),
  basis: z.enum(['outputs', 'sums']).nullable(),
  statements: z.array(
    z.object({ source, voice: z.string(), at: ref, confirmed: sats, outputs: z.int().min(0).nullable() }),
  ),
  silent: z.array(z.object({ source, reason: z.enum(CROSS_CHECK_REASONS), message: z.string().nullable() })),
  differences: z.array(
    z.discriminatedUnion('kind', [
      z.object({ ...place, kind: z.literal('outputs'), only: z.tuple([outputsOnly, outputsOnly]) }),
      z.object({ ...place, kind: z.literal('sums'), confirmed: z.tuple([sats, sats]) }),
    ]),
  ),
})
