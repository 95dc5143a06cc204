/**
 * Notices and what was told already, over restarts. `post_*` is how far posting one to the webhook has come: `post_next`
 * is when it is tried again, `post_end` how it ended. `told` holds what is told once, `state` where the rules stand.
 */
import type { Migration } from '../migrate.ts'

const NOTICES = `
CREATE TABLE notice (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  seen INTEGER NOT NULL DEFAULT 0 CHECK (seen IN (0, 1)),
  post_tries INTEGER NOT NULL DEFAULT 0,
  post_next INTEGER,
  post_end TEXT CHECK (post_end IN ('sent', 'given_up')),
  post_error TEXT,
  CHECK (post_next IS NULL OR post_end IS NULL)
) STRICT;
CREATE INDEX notice_post ON notice (post_next) WHERE post_next IS NOT NULL;
CREATE INDEX notice_unseen ON notice (id) WHERE seen = 0;
CREATE TABLE notice_told (key TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE notice_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`

/** The list of notices and the memory of the rules. */
export const notices: Migration = {
  version: 15,
  name: 'notices',
  up: (db) => {
    db.exec(NOTICES)
  },
}
