/**
 * Where closed rows of coverage end: a reorganisation looks for those that end above its fork. It went through all rows
 * there are, also where none does. Nothing that blocks write is in it.
 */
import type { Migration } from '../migrate.ts'

const INDEX = `CREATE INDEX coverage_closed ON coverage (to_height) WHERE state = 'closed'`

/** An index of the rows that are closed. */
export const endsOfCoverage: Migration = {
  version: 21,
  name: 'ends-of-coverage',
  up: (db) => {
    db.exec(INDEX)
  },
}
