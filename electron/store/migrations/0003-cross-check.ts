/** The newest cross-check of each script: it goes with the script. `result` is the whole of it as JSON. */
import type { Migration } from '../migrate.ts'

const CROSS_CHECK = `
CREATE TABLE cross_check (
  script INTEGER PRIMARY KEY REFERENCES script ON DELETE CASCADE,
  checked_at INTEGER NOT NULL,
  result TEXT NOT NULL
) STRICT;
`

/** What independent sources said of an address at one block. */
export const crossCheck: Migration = {
  version: 3,
  name: 'cross-check',
  up: (db) => {
    db.exec(CROSS_CHECK)
  },
}
