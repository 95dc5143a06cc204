/** Brings a database to the newest schema: one transaction a step, its version written inside it. */
import { APPLICATION_ID, refuseNewer } from './schema-check.ts'
import type { Database } from './sqlite.ts'

/** One step. `version` counts from 1 without gaps; `up` runs inside a transaction. */
export interface Migration {
  readonly version: number
  readonly name: string
  up(db: Database): void
}

/** Runs what is missing, in order. Killed at any instant, the file is at one version or the next. */
export function migrate(db: Database, migrations: readonly Migration[]): void {
  const newest = migrations.at(-1)?.version ?? 0
  for (const migration of migrations) runStep(db, migration, newest)
}

function runStep(db: Database, migration: Migration, newest: number): void {
  db.transaction(() => {
    const current = Number(db.pragma('user_version', { simple: true }))
    refuseNewer(current, newest)
    if (current >= migration.version) return
    migration.up(db)
    db.pragma(`application_id = ${APPLICATION_ID}`)
    db.pragma(`user_version = ${migration.version}`)
  }).immediate()
}
