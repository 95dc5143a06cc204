/**
 * Whole history behind a snapshot. A script's row says from where (`from`: right after this block, before its first
 * use) to where (`to`) blocks have been read for it. Scripts that stand at one block advance together: while a row is
 * in a group (`grp`), the group's `to` is its own. `target` is the snapshot it grows towards.
 *
 * `asked_height` below `from_height`: the blocks between are gone from the node. `verdict` is what joining the snapshot
 * has shown. `output.shown`: a block that was read shows it, so that it is not known by a snapshot's word alone.
 */
import type { Migration } from '../migrate.ts'

const HISTORY = `
CREATE TABLE history_group (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  to_height INTEGER NOT NULL CHECK (to_height >= 0),
  to_hash BLOB NOT NULL CHECK (length(to_hash) = 32),
  version INTEGER NOT NULL,
  blocks_only INTEGER NOT NULL CHECK (blocks_only IN (0, 1))
) STRICT;
CREATE INDEX history_group_to ON history_group (to_height);
CREATE TABLE history (
  script INTEGER PRIMARY KEY REFERENCES script ON DELETE CASCADE,
  asked_height INTEGER NOT NULL CHECK (asked_height >= 0),
  from_height INTEGER NOT NULL CHECK (from_height >= 0),
  from_hash BLOB NOT NULL CHECK (length(from_hash) = 32),
  to_height INTEGER,
  to_hash BLOB CHECK (length(to_hash) = 32),
  grp INTEGER REFERENCES history_group,
  target_height INTEGER,
  target_hash BLOB CHECK (length(target_hash) = 32),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'filling', 'stopped', 'joined')),
  verdict TEXT CHECK (verdict IN ('complete', 'older', 'pruned', 'differs')),
  missing INTEGER NOT NULL DEFAULT 0,
  unexplained INTEGER NOT NULL DEFAULT 0,
  contradicted INTEGER NOT NULL DEFAULT 0,
  older INTEGER NOT NULL DEFAULT 0,
  refilled INTEGER NOT NULL DEFAULT 0 CHECK (refilled IN (0, 1)),
  CHECK ((state = 'filling') = (grp IS NOT NULL)),
  CHECK ((grp IS NULL) = (to_height IS NOT NULL)),
  CHECK ((to_height IS NULL) = (to_hash IS NULL)),
  CHECK ((target_height IS NULL) = (target_hash IS NULL)),
  CHECK (grp IS NULL OR target_height IS NOT NULL)
) STRICT;
CREATE INDEX history_grp ON history (grp, target_height) WHERE grp IS NOT NULL;
CREATE INDEX history_to ON history (to_height) WHERE to_height IS NOT NULL;
CREATE INDEX history_target ON history (target_height) WHERE target_height IS NOT NULL;
ALTER TABLE output ADD COLUMN shown INTEGER NOT NULL DEFAULT 0 CHECK (shown IN (0, 1));
UPDATE output SET shown = 1 WHERE EXISTS (
  SELECT 1 FROM coverage c WHERE c.script = output.script AND output.height > c.from_height
    AND (c.to_height IS NULL OR output.height <= c.to_height));
`

/** Ranges of blocks read behind the snapshots. */
export const history: Migration = {
  version: 4,
  name: 'history',
  up: (db) => {
    db.exec(HISTORY)
  },
}
