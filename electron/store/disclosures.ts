/** Who was ever asked about which address. Kept by the address as shown, so that it outlives the entry it was asked for. */
import type { ScriptId } from '../engine/ports.ts'
import type { Database } from './sqlite.ts'
import { guardAll } from './storage-error.ts'
import type { WriteQueue } from './write-queue.ts'

/** When a source was first and last asked about an address, ms since 1970. */
export interface Disclosure {
  readonly source: string
  readonly firstAt: number
  readonly lastAt: number
}

/** A disclosure with the address it is about. */
export interface AddressDisclosure extends Disclosure {
  readonly address: string
}

export interface DisclosureStore {
  /**
   * Resolves when it is on disk: only then the question may be sent. An address as it is shown, or a script's id for
   * the address of that script (none where it was removed meanwhile).
   */
  recordDisclosure(source: string, asked: readonly (string | ScriptId)[], at: number): Promise<void>
  /** Of one address as it is shown, watched or not. */
  disclosures(address: string): readonly Disclosure[]
  /** Of every address, by address, at most `limit`. */
  allDisclosures(limit: number): readonly AddressDisclosure[]
}

interface Entry {
  readonly source: string
  readonly asked: readonly (string | ScriptId)[]
  readonly at: number
}

/** Records that wait for the same commit: all of them are on disk, or none. */
interface Group {
  readonly entries: Entry[]
  readonly written: Promise<void>
}

/** The record on a connection; on a read-only one the writes reject. */
export function createDisclosureStore(db: Database, queue: WriteQueue): DisclosureStore {
  const sql = prepareDisclosures(db)
  let next: Group | null = null

  const write = db.transaction((entries: readonly Entry[]) => {
    for (const { source, asked, at } of entries)
      for (const about of asked)
        if (typeof about === 'string') sql.recordAddress.run({ address: about, source, at })
        else sql.recordScript.run({ script: about, source, at })
  })

  /** A commit waits for the disk and many questions start at once: those that wait together share one. */
  function openGroup(): Group {
    const entries: Entry[] = []
    const written = queue.run(() => {
      next = null
      write.immediate(entries)
    })
    return { entries, written }
  }

  const reads = guardAll({
    disclosures: (address: string): readonly Disclosure[] => sql.ofAddress.all(address),
    allDisclosures: (limit: number): readonly AddressDisclosure[] => sql.all.all(limit),
  })
  return {
    ...reads,
    recordDisclosure: (source, asked, at) => {
      if (asked.length === 0) return Promise.resolve()
      next ??= openGroup()
      next.entries.push({ source, asked, at })
      return next.written
    },
  }
}

const KEEP_FIRST_AND_LAST = `ON CONFLICT (address, source) DO UPDATE SET
  first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)`

function prepareDisclosures(db: Database) {
  return {
    recordAddress: db.prepare<[{ address: string; source: string; at: number }]>(
      `INSERT INTO disclosure (address, source, first_at, last_at) VALUES (@address, @source, @at, @at)
       ${KEEP_FIRST_AND_LAST}`,
    ),
    recordScript: db.prepare<[{ script: ScriptId; source: string; at: number }]>(
      `INSERT INTO disclosure (address, source, first_at, last_at)
       SELECT address, @source, @at, @at FROM script WHERE id = @script ${KEEP_FIRST_AND_LAST}`,
    ),
    ofAddress: db.prepare<[string], Disclosure>(
      `SELECT source, first_at AS firstAt, last_at AS lastAt FROM disclosure
       WHERE address = ? ORDER BY first_at, source`,
    ),
    all: db.prepare<[number], AddressDisclosure>(
      `SELECT address, source, first_at AS firstAt, last_at AS lastAt FROM disclosure
       ORDER BY address, source LIMIT ?`,
    ),
  }
}
