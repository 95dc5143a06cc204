/**
 * Accounts: watches that stand for chains of scripts. `derived_to` and `used_to` are right above the highest index that
 * is watched, and that is known to be used. Scripts of a chain are rows of `script` like all others; `watch_script` says
 * which index they have.
 *
 * `grow_from`: scripts are missing, and they matter for the blocks above this height. NULL where none are, or where no
 * block made them missing. `observation.used`: whether the source says that the address was ever paid; NULL where it
 * does not tell. `birthday`: from where the history is wanted, as JSON; `birthday_due` until that was begun.
 */
import type { Migration } from '../migrate.ts'

const ACCOUNTS = `
CREATE TABLE account (
  watch INTEGER PRIMARY KEY REFERENCES watch ON DELETE CASCADE,
  ranged INTEGER NOT NULL CHECK (ranged IN (0, 1)),
  gap_limit INTEGER NOT NULL CHECK (gap_limit > 0),
  lookahead INTEGER NOT NULL CHECK (lookahead > 0),
  fingerprint TEXT,
  path TEXT,
  threshold INTEGER,
  keys INTEGER,
  CHECK ((fingerprint IS NULL) = (path IS NULL)),
  CHECK ((threshold IS NULL) = (keys IS NULL))
) STRICT;
CREATE TABLE account_chain (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  watch INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  chain INTEGER NOT NULL CHECK (chain >= 0),
  descriptor TEXT NOT NULL,
  derived_to INTEGER NOT NULL DEFAULT 0 CHECK (derived_to >= 0),
  used_to INTEGER NOT NULL DEFAULT 0 CHECK (used_to >= 0),
  grow_from INTEGER,
  UNIQUE (watch, chain)
) STRICT;
ALTER TABLE watch ADD COLUMN birthday TEXT;
ALTER TABLE watch ADD COLUMN birthday_due INTEGER NOT NULL DEFAULT 0 CHECK (birthday_due IN (0, 1));
ALTER TABLE watch_script ADD COLUMN chain INTEGER REFERENCES account_chain ON DELETE CASCADE;
ALTER TABLE watch_script ADD COLUMN position INTEGER CHECK ((chain IS NULL) = (position IS NULL));
CREATE UNIQUE INDEX watch_script_chain ON watch_script (chain, position) WHERE chain IS NOT NULL;
ALTER TABLE observation ADD COLUMN used INTEGER CHECK (used IN (0, 1));
`

/** Accounts, birthdays, and whether a source knows an address as used. */
export const accounts: Migration = {
  version: 11,
  name: 'accounts',
  up: (db) => {
    db.exec(ACCOUNTS)
  },
}
