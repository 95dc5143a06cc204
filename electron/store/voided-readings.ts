import type { ScriptId } from '../engine/ports.ts'
import { toBytes } from './bytes.ts'
import { createLedgerReadings } from './ledger-readings.ts'
import { LEDGER_SOURCE } from './snapshot-rows.ts'
import type { Database } from './sqlite.ts'

/** Keeps the last reading of scripts whose snapshot is about to become void. */
export interface VoidedReadings {
  /** Saved as observation of source `ledger`; one of a higher block that is there already stays. */
  keep(scripts: readonly ScriptId[]): void
}

/** Prepared once for a writing connection. */
export function createVoidedReadings(db: Database): VoidedReadings {
  const readings = createLedgerReadings(db)
  const save = db.prepare<[number, string, number, Buffer, number, number | null, number, number]>(
    `INSERT INTO observation (script, source, height, hash, confirmed, pending, immature, observed_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (script, source) DO UPDATE SET height = excluded.height, hash = excluded.hash,
       confirmed = excluded.confirmed, pending = excluded.pending, immature = excluded.immature,
       observed_at = excluded.observed_at
       WHERE excluded.height >= observation.height`,
  )
  return {
    keep: (scripts) => {
      if (scripts.length === 0) return
      for (const { scriptId, at, confirmed, pending, immature, observedAt } of readings(scripts).values())
        save.run(
          scriptId,
          LEDGER_SOURCE,
          at.height,
          toBytes(at.hash),
          confirmed,
          pending,
          immature,
          observedAt,
        )
    },
  }
}
