/**
 * Entries can be put out of sight, and the record of who was ever asked stands on its own: by the address as it is
 * shown, so that it outlives the entry. What was told cannot be taken back by removing what was asked about.
 */
import type { Migration } from '../migrate.ts'

const ARCHIVE = `
ALTER TABLE watch ADD COLUMN archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1));
`

const DISCLOSURES = `
ALTER TABLE disclosure RENAME TO disclosure_of_script;
CREATE TABLE disclosure (
  address TEXT NOT NULL,
  source TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  PRIMARY KEY (address, source)
) STRICT, WITHOUT ROWID;
INSERT INTO disclosure (address, source, first_at, last_at)
  SELECT s.address, d.source, min(d.first_at), max(d.last_at)
  FROM disclosure_of_script d JOIN script s ON s.id = d.script
  GROUP BY s.address, d.source;
DROP TABLE disclosure_of_script;
`

/** Archived entries, and disclosures that outlive what they are about. */
export const archive: Migration = {
  version: 2,
  name: 'archive',
  up: (db) => {
    db.exec(ARCHIVE + DISCLOSURES)
  },
}
