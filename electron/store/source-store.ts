/** What sources said, who was ever asked about which address, and a few settings. */
import type { BlockRef } from '../../shared/chain.ts'
import type { ScriptId } from '../engine/ports.ts'
import type { ObservationView } from '../engine/reading.ts'
import { createAccountUse } from './account-use.ts'
import { toBytes, toRef } from './bytes.ts'
import { type CrossCheckStore, createCrossCheckStore } from './cross-check-store.ts'
import { createDisclosureStore, type DisclosureStore } from './disclosures.ts'
import { createStateWriter } from './ledger-state.ts'
import type { Database } from './sqlite.ts'
import { guardAll } from './storage-error.ts'
import { createToldHistoryStore, type ToldHistoryStore } from './told-history.ts'
import type { WriteQueue } from './write-queue.ts'

export type { AddressDisclosure, Disclosure } from './disclosures.ts'

/** A balance that a source gave for a script at a block. */
export interface StoredObservation extends ObservationView {
  readonly scriptId: ScriptId
}

/** A source's tip. Sources of one `family` are one voice. `time` is the header's, in seconds; `observedAt` in ms. */
export interface StoredTip {
  readonly source: string
  readonly family: string
  readonly at: BlockRef
  readonly time: number
  readonly observedAt: number
}

export interface SourceStore extends DisclosureStore, CrossCheckStore, ToldHistoryStore {
  saveObservation(observation: StoredObservation): Promise<void>
  /** One transaction and one revision for all; those of scripts that were removed meanwhile are skipped. */
  saveObservations(observations: readonly StoredObservation[]): Promise<void>
  /** The newest of each source; scripts that nobody was asked about are absent. */
  observations(scriptIds: readonly ScriptId[]): ReadonlyMap<ScriptId, readonly StoredObservation[]>
  saveTip(tip: StoredTip): Promise<void>
  tips(): readonly StoredTip[]
  /** Null deletes. */
  setMeta(key: string, value: string | null): Promise<void>
  getMeta(key: string): string | null
}

interface RefColumns {
  readonly height: number
  readonly hash: Buffer
}

/** The store on a connection; on a read-only one the writes reject. */
export function createSourceStore(db: Database, queue: WriteQueue): SourceStore {
  const sql = prepareSources(db)
  const state = createStateWriter(db)
  const accounts = createAccountUse(db)

  const save = db.transaction((observations: readonly StoredObservation[]) => {
    for (const { at, used = null, ...rest } of observations) {
      const usedBit = used === null ? null : Number(used)
      sql.saveObservation.run({ ...rest, used: usedBit, height: at.height, hash: toBytes(at.hash) })
    }
    accounts.note(
      observations.filter(showsUse).map(({ scriptId }) => scriptId),
      null,
    )
    if (observations.length > 0) state.nextRevision()
  })

  const reads = guardAll({
    observations: (ids: readonly ScriptId[]): ReadonlyMap<ScriptId, readonly StoredObservation[]> =>
      Map.groupBy(sql.observations.all(JSON.stringify(ids)).map(toObservation), ({ scriptId }) => scriptId),
    tips: (): readonly StoredTip[] => sql.tips.all().map(withRef),
    getMeta: (key: string): string | null => sql.getMeta.get(key) ?? null,
  })
  return {
    ...reads,
    ...createDisclosureStore(db, queue),
    ...createCrossCheckStore(db, queue),
    ...createToldHistoryStore(db, queue),
    saveObservation: (observation) => queue.run(() => save.immediate([observation])),
    saveObservations: (observations) => queue.run(() => save.immediate(observations)),
    saveTip: ({ at, ...rest }) =>
      queue.run(() => void sql.saveTip.run({ ...rest, height: at.height, hash: toBytes(at.hash) })),
    setMeta: (key, value) =>
      queue.run(() => void (value === null ? sql.deleteMeta.run(key) : sql.setMeta.run(key, value))),
  }
}

/** Where it does not tell, what is there shows it. */
function showsUse({ used = null, confirmed, pending }: StoredObservation): boolean {
  return used ?? (confirmed > 0 || (pending ?? 0) !== 0)
}

type ObservationRow = Omit<StoredObservation, 'at' | 'used'> & RefColumns & { readonly used: number | null }

function toObservation({ used, ...row }: ObservationRow): StoredObservation {
  return used === null ? withRef(row) : { ...withRef(row), used: used === 1 }
}

function withRef<T extends RefColumns>({
  height,
  hash,
  ...rest
}: T): Omit<T, keyof RefColumns> & { at: BlockRef } {
  return { ...rest, at: toRef(height, hash) }
}

function prepareSources(db: Database) {
  return {
    saveObservation: db.prepare<[ObservationRow]>(
      `INSERT INTO observation (script, source, height, hash, confirmed, pending, immature, observed_at, used)
       SELECT id, @source, @height, @hash, @confirmed, @pending, @immature, @observedAt, @used
       FROM script WHERE id = @scriptId
       ON CONFLICT (script, source) DO UPDATE SET height = excluded.height, hash = excluded.hash,
         confirmed = excluded.confirmed, pending = excluded.pending, immature = excluded.immature,
         observed_at = excluded.observed_at, used = excluded.used
         WHERE excluded.observed_at >= observation.observed_at`,
    ),
    observations: db.prepare<[string], ObservationRow>(
      `SELECT script AS scriptId, source, height, hash, confirmed, pending, immature, observed_at AS observedAt, used
       FROM observation WHERE script IN (SELECT value FROM json_each(?)) ORDER BY script, source`,
    ),
    saveTip: db.prepare<[Omit<StoredTip, 'at'> & RefColumns]>(
      `INSERT INTO tip (source, family, height, hash, time, observed_at)
       VALUES (@source, @family, @height, @hash, @time, @observedAt)
       ON CONFLICT (source) DO UPDATE SET family = excluded.family, height = excluded.height, hash = excluded.hash,
         time = excluded.time, observed_at = excluded.observed_at
         WHERE excluded.observed_at >= tip.observed_at`,
    ),
    tips: db.prepare<[], Omit<StoredTip, 'at'> & RefColumns>(
      'SELECT source, family, height, hash, time, observed_at AS observedAt FROM tip ORDER BY source',
    ),
    setMeta: db.prepare<[string, string]>(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ),
    deleteMeta: db.prepare<[string]>('DELETE FROM meta WHERE key = ?'),
    getMeta: db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck(),
  }
}
