/**
 * The first schema. Facts hang off blocks: deleting a block takes the anchors of its transactions along, and the
 * columns `output.height`, `output.spent` and `output.gone` return to NULL by themselves. Hashes are 32 bytes in
 * internal order; amounts are satoshis; times are ms since 1970, except `block.time` and `tip.time` (seconds).
 */
import type { Migration } from '../migrate.ts'

const CHAIN = `
CREATE TABLE block (
  height INTEGER PRIMARY KEY CHECK (height >= 0),
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
  time INTEGER NOT NULL CHECK (time >= 0)
) STRICT;
`

/** Ids of scripts and watches are never used again: an answer for a removed one must not fit a new one. */
const PORTFOLIO = `
CREATE TABLE script (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  script_pubkey BLOB NOT NULL UNIQUE,
  address TEXT NOT NULL
) STRICT;
CREATE TABLE watch (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  text TEXT NOT NULL UNIQUE,
  script_type TEXT NOT NULL,
  label TEXT NOT NULL,
  portfolio TEXT NOT NULL,
  added_at INTEGER NOT NULL
) STRICT;
CREATE TABLE watch_script (
  watch INTEGER NOT NULL REFERENCES watch ON DELETE CASCADE,
  script INTEGER NOT NULL REFERENCES script ON DELETE CASCADE,
  PRIMARY KEY (watch, script)
) STRICT, WITHOUT ROWID;
CREATE INDEX watch_script_script ON watch_script (script);
`

/**
 * `tx.seen_at`: since when it is in the mempool; NULL when it is not (or no longer), or has an anchor.
 * `output.height`: the anchor of its transaction as far as the output's own script has been read to there, so
 * that a script that was not followed at that block does not gain a coin that may be spent already.
 * `output.gone`: the snapshot that no longer found it; spent somewhere before, in blocks nobody read.
 */
const FACTS = `
CREATE TABLE tx (
  id INTEGER PRIMARY KEY,
  txid BLOB NOT NULL UNIQUE CHECK (length(txid) = 32),
  coinbase INTEGER NOT NULL CHECK (coinbase IN (0, 1)),
  seen_at INTEGER
) STRICT;
CREATE INDEX tx_pending ON tx (seen_at) WHERE seen_at IS NOT NULL;
CREATE TABLE tx_block (
  tx INTEGER PRIMARY KEY REFERENCES tx ON DELETE CASCADE,
  height INTEGER NOT NULL REFERENCES block ON DELETE CASCADE,
  position INTEGER
) STRICT;
CREATE INDEX tx_block_height ON tx_block (height);
CREATE TABLE output (
  id INTEGER PRIMARY KEY,
  tx INTEGER NOT NULL REFERENCES tx ON DELETE CASCADE,
  vout INTEGER NOT NULL CHECK (vout >= 0),
  script INTEGER NOT NULL REFERENCES script ON DELETE CASCADE,
  value INTEGER NOT NULL CHECK (value BETWEEN 0 AND 2100000000000000),
  coinbase INTEGER NOT NULL CHECK (coinbase IN (0, 1)),
  height INTEGER REFERENCES block ON DELETE SET NULL,
  spent INTEGER REFERENCES tx_block (tx) ON DELETE SET NULL,
  gone INTEGER REFERENCES block ON DELETE SET NULL,
  UNIQUE (tx, vout)
) STRICT;
CREATE INDEX output_unspent ON output (script, spent, gone, height, coinbase, value)
  WHERE spent IS NULL AND gone IS NULL;
CREATE INDEX output_script ON output (script, height);
CREATE INDEX output_height ON output (height);
CREATE INDEX output_spent ON output (spent) WHERE spent IS NOT NULL;
CREATE INDEX output_gone ON output (gone) WHERE gone IS NOT NULL;
CREATE TABLE spend (
  output INTEGER NOT NULL REFERENCES output ON DELETE CASCADE,
  tx INTEGER NOT NULL REFERENCES tx ON DELETE CASCADE,
  vin INTEGER NOT NULL CHECK (vin >= 0),
  PRIMARY KEY (output, tx)
) STRICT, WITHOUT ROWID;
CREATE INDEX spend_tx ON spend (tx);
`

/** The newest row of a script decides. It is the only one that may be open, and open rows follow or join. */
const COVERAGE = `
CREATE TABLE coverage (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  script INTEGER NOT NULL REFERENCES script ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('snapshot')),
  source TEXT NOT NULL,
  from_height INTEGER NOT NULL CHECK (from_height >= 0),
  from_hash BLOB NOT NULL CHECK (length(from_hash) = 32),
  to_height INTEGER,
  to_hash BLOB CHECK (length(to_hash) = 32),
  state TEXT NOT NULL CHECK (state IN ('following', 'joining', 'closed')),
  since_pass INTEGER NOT NULL,
  observed_at INTEGER NOT NULL,
  CHECK ((state = 'following') = (to_height IS NULL)),
  CHECK ((to_height IS NULL) = (to_hash IS NULL))
) STRICT;
CREATE INDEX coverage_script ON coverage (script, id);
CREATE UNIQUE INDEX coverage_open ON coverage (script) WHERE state <> 'closed';
CREATE INDEX coverage_joining ON coverage (to_height) WHERE state = 'joining';
CREATE INDEX coverage_following ON coverage (from_height) WHERE state = 'following';
CREATE INDEX coverage_since ON coverage (since_pass) WHERE state = 'following';
CREATE INDEX coverage_from ON coverage (from_height);
`

const SOURCES = `
CREATE TABLE observation (
  script INTEGER NOT NULL REFERENCES script ON DELETE CASCADE,
  source TEXT NOT NULL,
  height INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  confirmed INTEGER NOT NULL CHECK (confirmed BETWEEN 0 AND 2100000000000000),
  pending INTEGER CHECK (pending BETWEEN -2100000000000000 AND 2100000000000000),
  immature INTEGER CHECK (immature BETWEEN 0 AND 2100000000000000),
  observed_at INTEGER NOT NULL,
  PRIMARY KEY (script, source)
) STRICT, WITHOUT ROWID;
CREATE TABLE tip (
  source TEXT PRIMARY KEY,
  family TEXT NOT NULL,
  height INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  time INTEGER NOT NULL,
  observed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE disclosure (
  script INTEGER NOT NULL REFERENCES script ON DELETE CASCADE,
  source TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  PRIMARY KEY (script, source)
) STRICT, WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`

/** `mempool_*`: the last pass and the tip it was made at; NULL when none holds any more. */
const STATE = `
CREATE TABLE scan_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  cursor INTEGER REFERENCES block,
  cursor_observed_at INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  watch_version INTEGER NOT NULL,
  mempool_height INTEGER,
  mempool_hash BLOB CHECK (length(mempool_hash) = 32),
  mempool_pass INTEGER NOT NULL,
  mempool_observed_at INTEGER
) STRICT;
CREATE INDEX scan_state_cursor ON scan_state (cursor);
INSERT INTO scan_state VALUES (1, NULL, 0, 0, 1, NULL, NULL, 0, NULL);
`

/** Ledger, portfolio, and what sources said. */
export const ledger: Migration = {
  version: 1,
  name: 'ledger',
  up: (db) => {
    db.exec(CHAIN + PORTFOLIO + FACTS + COVERAGE + SOURCES + STATE)
  },
}
