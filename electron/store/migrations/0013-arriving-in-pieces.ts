/**
 * Many ranges of history that reach their snapshots at one block join them in pieces. `compared`: scripts up to this one
 * were compared with theirs. `differs`: one of them differs, which concerns all that filters were read for.
 */
import type { Migration } from '../migrate.ts'

const ARRIVING = `
ALTER TABLE history_group ADD COLUMN compared INTEGER NOT NULL DEFAULT 0;
ALTER TABLE history_group ADD COLUMN differs INTEGER NOT NULL DEFAULT 0 CHECK (differs IN (0, 1));
`

/** Where a join in pieces stands. */
export const arrivingInPieces: Migration = {
  version: 13,
  name: 'arriving-in-pieces',
  up: (db) => {
    db.exec(ARRIVING)
  },
}
