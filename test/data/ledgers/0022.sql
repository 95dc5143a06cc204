PRAGMA foreign_keys = OFF;
BEGIN;
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
  portfolio TEXT NOT NULL,
  added_at INTEGER NOT NULL
, archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)), label_type TEXT NOT NULL DEFAULT 'addr', label_ref TEXT NOT NULL DEFAULT '', birthday TEXT, birthday_due INTEGER NOT NULL DEFAULT 0 CHECK (birthday_due IN (0, 1))) STRICT;
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
CREATE TABLE observation (
  script INTEGER NOT NULL REFERENCES script ON DELETE CASCADE,
  source TEXT NOT NULL,
  height INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  confirmed INTEGER NOT NULL CHECK (confirmed BETWEEN 0 AND 2100000000000000),
  pending INTEGER CHECK (pending BETWEEN -2100000000000000 AND 2100000000000000),
  immature INTEGER CHECK (immature BETWEEN 0 AND 2100000000000000),
  observed_at INTEGER NOT NULL, used INTEGER CHECK (used IN (0, 1)),
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
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE disclosure (
  address TEXT NOT NULL,
  source TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  PRIMARY KEY (address, source)
) STRICT, WITHOUT ROWID;
CREATE TABLE cross_check (
  script INTEGER PRIMARY KEY REFERENCES script ON DELETE CASCADE,
  checked_at INTEGER NOT NULL,
  result TEXT NOT NULL
) STRICT;
CREATE TABLE history_group (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  to_height INTEGER NOT NULL CHECK (to_height >= 0),
  to_hash BLOB NOT NULL CHECK (length(to_hash) = 32),
  version INTEGER NOT NULL,
  blocks_only INTEGER NOT NULL CHECK (blocks_only IN (0, 1))
, compared INTEGER NOT NULL DEFAULT 0, differs INTEGER NOT NULL DEFAULT 0 CHECK (differs IN (0, 1))) STRICT;
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
CREATE TABLE self_check (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  reason TEXT NOT NULL CHECK (reason IN ('asked', 'weekly', 'unclean_exit')),
  finished_at INTEGER,
  height INTEGER NOT NULL CHECK (height >= 0),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  scripts INTEGER NOT NULL,
  compared INTEGER NOT NULL,
  missing INTEGER NOT NULL,
  extra INTEGER NOT NULL,
  repaired INTEGER NOT NULL
) STRICT;
CREATE TABLE self_check_difference (
  id INTEGER PRIMARY KEY,
  self_check INTEGER NOT NULL REFERENCES self_check ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('missing', 'extra')),
  address TEXT NOT NULL,
  txid BLOB NOT NULL CHECK (length(txid) = 32),
  vout INTEGER NOT NULL,
  value INTEGER NOT NULL,
  coinbase INTEGER NOT NULL,
  height INTEGER NOT NULL
) STRICT;
CREATE INDEX self_check_difference_check ON self_check_difference (self_check);
CREATE TABLE price (
  source TEXT NOT NULL,
  currency TEXT NOT NULL,
  day TEXT NOT NULL,
  price TEXT NOT NULL,
  at INTEGER,
  observed_at INTEGER NOT NULL,
  PRIMARY KEY (source, currency, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE price_newest (
  source TEXT NOT NULL,
  currency TEXT NOT NULL,
  price TEXT NOT NULL,
  at INTEGER,
  observed_at INTEGER NOT NULL,
  PRIMARY KEY (source, currency)
) STRICT, WITHOUT ROWID;
CREATE TABLE "block" (
  height INTEGER PRIMARY KEY CHECK (height >= 0),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
  time INTEGER NOT NULL CHECK (time >= 0)
, median INTEGER, change INTEGER DEFAULT 0, revision INTEGER, observed_at INTEGER) STRICT;
CREATE TABLE "tx" (
  id INTEGER PRIMARY KEY,
  txid BLOB NOT NULL UNIQUE CHECK (length(txid) = 32),
  coinbase INTEGER NOT NULL CHECK (coinbase IN (0, 1)),
  seen_at INTEGER,
  height INTEGER REFERENCES "block" ON DELETE SET NULL,
  position INTEGER
, inputs INTEGER, outputs INTEGER, total INTEGER) STRICT;
CREATE TABLE "scan_state" (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  cursor INTEGER REFERENCES "block",
  cursor_observed_at INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  watch_version INTEGER NOT NULL,
  mempool_height INTEGER,
  mempool_hash BLOB CHECK (length(mempool_hash) = 32),
  mempool_pass INTEGER NOT NULL,
  mempool_observed_at INTEGER
) STRICT;
CREATE INDEX tx_pending ON tx (seen_at) WHERE seen_at IS NOT NULL;
CREATE INDEX tx_height ON tx (height) WHERE height IS NOT NULL;
CREATE TABLE label (
  id INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  ref TEXT NOT NULL,
  origin TEXT NOT NULL,
  label TEXT CHECK (label <> ''),
  spendable INTEGER CHECK (spendable IN (0, 1)),
  extra TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  UNIQUE (ref, type, origin)
) STRICT;
CREATE TABLE label_aside (id INTEGER PRIMARY KEY, line TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('entry', 'group')),
  ref TEXT NOT NULL,
  text TEXT NOT NULL CHECK (text <> ''),
  changed_at INTEGER NOT NULL,
  UNIQUE (ref, kind)
) STRICT;
CREATE TABLE portfolio_order (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE label_text USING fts5(
  label, content = 'label', content_rowid = 'id', tokenize = 'trigram remove_diacritics 1'
);
CREATE TRIGGER label_text_insert AFTER INSERT ON label BEGIN INSERT INTO label_text (rowid, label) VALUES (new.id, new.label); END;
CREATE TRIGGER label_text_delete AFTER DELETE ON label BEGIN INSERT INTO label_text (label_text, rowid, label) VALUES ('delete', old.id, old.label); END;
CREATE TRIGGER label_text_update AFTER UPDATE OF label ON label BEGIN INSERT INTO label_text (label_text, rowid, label) VALUES ('delete', old.id, old.label); INSERT INTO label_text (rowid, label) VALUES (new.id, new.label); END;
CREATE VIRTUAL TABLE note_text USING fts5(
  text, content = 'note', content_rowid = 'id', tokenize = 'trigram remove_diacritics 1'
);
CREATE TRIGGER note_text_insert AFTER INSERT ON note BEGIN INSERT INTO note_text (rowid, text) VALUES (new.id, new.text); END;
CREATE TRIGGER note_text_delete AFTER DELETE ON note BEGIN INSERT INTO note_text (note_text, rowid, text) VALUES ('delete', old.id, old.text); END;
CREATE TRIGGER note_text_update AFTER UPDATE OF text ON note BEGIN INSERT INTO note_text (note_text, rowid, text) VALUES ('delete', old.id, old.text); INSERT INTO note_text (rowid, text) VALUES (new.id, new.text); END;
CREATE INDEX watch_label ON watch (label_ref);
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
CREATE TABLE journal (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  cause TEXT NOT NULL,
  height INTEGER,
  hash BLOB CHECK (length(hash) = 32),
  changes BLOB NOT NULL,
  CHECK ((height IS NULL) = (hash IS NULL))
) STRICT;
CREATE TRIGGER journal_stays BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;
CREATE TRIGGER journal_keeps BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;
CREATE TABLE told_history (
  script INTEGER PRIMARY KEY REFERENCES script ON DELETE CASCADE,
  source TEXT NOT NULL,
  height INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  observed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE told_movement (
  script INTEGER NOT NULL REFERENCES told_history ON DELETE CASCADE,
  height INTEGER NOT NULL,
  txid BLOB NOT NULL CHECK (length(txid) = 32),
  hash BLOB CHECK (length(hash) = 32),
  delta INTEGER NOT NULL CHECK (delta BETWEEN -2100000000000000 AND 2100000000000000),
  PRIMARY KEY (script, height, txid)
) STRICT, WITHOUT ROWID;
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
CREATE INDEX block_owing ON block (height) WHERE change IS NULL;
CREATE TABLE claim (
  prev BLOB NOT NULL CHECK (length(prev) = 36),
  tx INTEGER NOT NULL REFERENCES tx ON DELETE CASCADE,
  via BLOB NOT NULL CHECK (length(via) = 32),
  PRIMARY KEY (prev, tx)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_tx ON claim (tx);
CREATE TABLE replacement (
  tx INTEGER PRIMARY KEY REFERENCES tx ON DELETE CASCADE,
  "by" BLOB NOT NULL CHECK (length(by) = 32),
  fallen INTEGER NOT NULL CHECK (fallen IN (0, 1))
) STRICT;
CREATE TABLE "output" (
  id INTEGER PRIMARY KEY CHECK (id >= 1048576),
  script INTEGER NOT NULL,
  value INTEGER NOT NULL CHECK (value BETWEEN 0 AND 2100000000000000),
  coinbase INTEGER NOT NULL CHECK (coinbase IN (0, 1)),
  height INTEGER,
  spent INTEGER,
  gone INTEGER REFERENCES block ON DELETE SET NULL,
  shown INTEGER NOT NULL DEFAULT 0 CHECK (shown IN (0, 1)),
  tx INTEGER GENERATED ALWAYS AS (id >> 20) VIRTUAL,
  vout INTEGER GENERATED ALWAYS AS (id & 1048575) VIRTUAL,
  held INTEGER GENERATED ALWAYS AS
    (CASE WHEN height IS NOT NULL AND spent IS NULL AND gone IS NULL THEN value END) VIRTUAL
) STRICT;
CREATE INDEX output_script ON output (script, held);
CREATE INDEX output_gone ON output (gone) WHERE gone IS NOT NULL;
CREATE INDEX output_reward ON output (height, script, value, coinbase, spent, gone)
  WHERE coinbase = 1 AND spent IS NULL AND gone IS NULL;
CREATE TRIGGER script_goes AFTER DELETE ON script
BEGIN
  DELETE FROM output WHERE script = old.id;
END;
CREATE TABLE leaving (watch INTEGER PRIMARY KEY) STRICT;
CREATE TABLE "watch_script" (
  watch INTEGER NOT NULL,
  script INTEGER NOT NULL REFERENCES script ON DELETE CASCADE,
  chain INTEGER,
  position INTEGER CHECK ((chain IS NULL) = (position IS NULL)),
  PRIMARY KEY (watch, script)
) STRICT, WITHOUT ROWID;
CREATE INDEX watch_script_script ON watch_script (script);
CREATE UNIQUE INDEX watch_script_chain ON watch_script (chain, position) WHERE chain IS NOT NULL;
CREATE INDEX coverage_closed ON coverage (to_height) WHERE state = 'closed';
CREATE TABLE "spend" (
  tx INTEGER NOT NULL,
  output INTEGER NOT NULL,
  vin INTEGER NOT NULL CHECK (vin >= 0),
  marked INTEGER NOT NULL DEFAULT 0 CHECK (marked IN (0, 1)),
  PRIMARY KEY (tx, output)
) STRICT, WITHOUT ROWID;
CREATE INDEX spend_unmarked ON spend (output) WHERE marked = 0;
CREATE TRIGGER tx_loses_anchor AFTER UPDATE OF height ON tx
  WHEN new.height IS NULL AND old.height IS NOT NULL
BEGIN
  UPDATE tx SET position = NULL WHERE id = new.id;
  UPDATE output SET height = NULL WHERE id BETWEEN new.id * 1048576 AND new.id * 1048576 + 1048575 AND height IS NOT NULL;
  UPDATE output SET spent = NULL WHERE spent = new.id AND id IN (SELECT output FROM spend WHERE tx = new.id);
END;
CREATE TRIGGER output_unmarked AFTER UPDATE OF spent ON output
  WHEN old.spent IS NOT NULL AND new.spent IS NOT old.spent
BEGIN
  UPDATE spend SET marked = 0 WHERE tx = old.spent AND output = new.id AND marked = 1;
END;
CREATE TRIGGER spend_goes AFTER DELETE ON spend
BEGIN
  UPDATE output SET spent = NULL WHERE id = old.output AND spent = old.tx;
END;
CREATE TRIGGER tx_goes AFTER DELETE ON tx
BEGIN
  DELETE FROM spend WHERE tx = old.id;
  DELETE FROM output WHERE id BETWEEN old.id * 1048576 AND old.id * 1048576 + 1048575;
END;
CREATE TRIGGER output_goes AFTER DELETE ON output
BEGIN
  DELETE FROM spend WHERE tx = old.spent AND output = old.id;
  DELETE FROM spend WHERE output = old.id AND marked = 0;
END;
INSERT INTO "script" (id, script_pubkey, address) VALUES (1, X'0014A7937B64B8CAA58F03721BB6BACF5C78CB235FEB', 'address of the first');
INSERT INTO "script" (id, script_pubkey, address) VALUES (2, X'001416367AACB67A4A017C8DA8AB95682CCB39086378', 'address of the second');
INSERT INTO "script" (id, script_pubkey, address) VALUES (3, X'0014B1E99324505BD32DA0E1F85DCF5E19A09DB0481E', 'address of the third');
INSERT INTO "script" (id, script_pubkey, address) VALUES (4, X'00149AF211329B2FC82E5EFE906062C730082819B23F', 'address of the account');
INSERT INTO "watch" (id, kind, text, script_type, portfolio, added_at, archived, label_type, label_ref, birthday, birthday_due) VALUES (1, 'address', 'address of the first', 'p2wpkh', 'home', 1690000000001, 0, 'addr', 'address of the first', NULL, 0);
INSERT INTO "watch" (id, kind, text, script_type, portfolio, added_at, archived, label_type, label_ref, birthday, birthday_due) VALUES (2, 'address', 'address of the second', 'p2wpkh', '', 1690000000002, 0, 'addr', 'address of the second', NULL, 0);
INSERT INTO "watch" (id, kind, text, script_type, portfolio, added_at, archived, label_type, label_ref, birthday, birthday_due) VALUES (3, 'address', 'address of the third', 'p2wpkh', '', 1690000000003, 1, 'addr', 'address of the third', NULL, 0);
INSERT INTO "watch" (id, kind, text, script_type, portfolio, added_at, archived, label_type, label_ref, birthday, birthday_due) VALUES (4, 'account', 'wpkh(xpub6CatWdiZiodmUeTDp8LT5or8nmbKNcuyvz7WyksVFkKB4RHwCD3XyuvPEbvqAQY3rAPshWcMLoP2fMFMKHPJ4ZeZXYVUhLv1VMrjPC7PW6V/0/*)', 'p2wpkh', '', 10, 0, 'descriptor', 'wpkh(xpub6CatWdiZiodmUeTDp8LT5or8nmbKNcuyvz7WyksVFkKB4RHwCD3XyuvPEbvqAQY3rAPshWcMLoP2fMFMKHPJ4ZeZXYVUhLv1VMrjPC7PW6V/0/*)', '{"height":50}', 1);
INSERT INTO "coverage" (id, script, kind, source, from_height, from_hash, to_height, to_hash, state, since_pass, observed_at) VALUES (1, 1, 'snapshot', 'node', 100, X'29C6CF7C6224E18387A54E46051BFC51FA6A61AA59BDC3DBB4117DD6C8335454', NULL, NULL, 'following', 0, 1700000000000);
INSERT INTO "coverage" (id, script, kind, source, from_height, from_hash, to_height, to_hash, state, since_pass, observed_at) VALUES (2, 2, 'snapshot', 'node', 100, X'29C6CF7C6224E18387A54E46051BFC51FA6A61AA59BDC3DBB4117DD6C8335454', NULL, NULL, 'following', 0, 1700000000000);
INSERT INTO "observation" (script, source, height, hash, confirmed, pending, immature, observed_at, used) VALUES (3, 'a-server', 108, X'E6C93D1A4DDDF38EE3B920B69943EA14BB66EC12BC7BD052B55EA38A3482839A', 333, NULL, 0, 1699000000000, 1);
INSERT INTO "tip" (source, family, height, hash, time, observed_at) VALUES ('a-server', 'esplora', 108, X'E6C93D1A4DDDF38EE3B920B69943EA14BB66EC12BC7BD052B55EA38A3482839A', 1600064800, 1);
INSERT INTO "meta" (key, value) VALUES ('a key', 'a value');
INSERT INTO "disclosure" (address, source, first_at, last_at) VALUES ('address of the third', 'a-server', 5, 6);
INSERT INTO "cross_check" (script, checked_at, result) VALUES (1, 7, '{}');
INSERT INTO "history_group" (id, to_height, to_hash, version, blocks_only, compared, differs) VALUES (1, 90, X'ABDC50AE534B6CE15896F386850B370A5E17D57491A69898E125B9A0F784A06D', 2, 0, 0, 0);
INSERT INTO "history" (script, asked_height, from_height, from_hash, to_height, to_hash, grp, target_height, target_hash, state, verdict, missing, unexplained, contradicted, older, refilled) VALUES (1, 0, 0, X'B280D41AEB995BE37EBE7594CA13036FEFA9D29B194015A137077017BBE0E947', 100, X'29C6CF7C6224E18387A54E46051BFC51FA6A61AA59BDC3DBB4117DD6C8335454', NULL, NULL, NULL, 'joined', 'complete', 0, 0, 0, 0, 0);
INSERT INTO "history" (script, asked_height, from_height, from_hash, to_height, to_hash, grp, target_height, target_hash, state, verdict, missing, unexplained, contradicted, older, refilled) VALUES (2, 0, 0, X'B280D41AEB995BE37EBE7594CA13036FEFA9D29B194015A137077017BBE0E947', NULL, NULL, 1, 100, X'29C6CF7C6224E18387A54E46051BFC51FA6A61AA59BDC3DBB4117DD6C8335454', 'filling', NULL, 0, 0, 0, 0, 0);
INSERT INTO "self_check" (id, reason, finished_at, height, hash, scripts, compared, missing, extra, repaired) VALUES (1, 'asked', 1699500000000, 108, X'E6C93D1A4DDDF38EE3B920B69943EA14BB66EC12BC7BD052B55EA38A3482839A', 2, 4, 0, 1, 0);
INSERT INTO "self_check_difference" (id, self_check, kind, address, txid, vout, value, coinbase, height) VALUES (1, 1, 'extra', 'address of the first', X'12191C2C54A4050D4B772F15785879C1040E8452CBD5D58EF9D6DAFAD510F5F4', 0, 12, 0, 101);
INSERT INTO "price" (source, currency, day, price, at, observed_at) VALUES ('a-market', 'EUR', '2024-05-06', '61234.5', NULL, 8);
INSERT INTO "price_newest" (source, currency, price, at, observed_at) VALUES ('a-market', 'EUR', '61234.5', NULL, 8);
INSERT INTO "block" (height, hash, prev_hash, time, median, change, revision, observed_at) VALUES (0, X'B280D41AEB995BE37EBE7594CA13036FEFA9D29B194015A137077017BBE0E947', X'0000000000000000000000000000000000000000000000000000000000000000', 1600000000, 1600000000, 0, NULL, NULL);
INSERT INTO "block" (height, hash, prev_hash, time, median, change, revision, observed_at) VALUES (90, X'ABDC50AE534B6CE15896F386850B370A5E17D57491A69898E125B9A0F784A06D', X'8B1B120A65FBCF54CA0DCE69CC2C309E2D1A7E42629041EF5A68637E1C910E23', 1600054000, NULL, 0, NULL, NULL);
INSERT INTO "block" (height, hash, prev_hash, time, median, change, revision, observed_at) VALUES (100, X'29C6CF7C6224E18387A54E46051BFC51FA6A61AA59BDC3DBB4117DD6C8335454', X'C90A46A5A7F52F79BA0B690A82223FFB48B9E3F0964AFC1B0D05CFC5E834E6A1', 1600060000, NULL, 0, NULL, NULL);
INSERT INTO "block" (height, hash, prev_hash, time, median, change, revision, observed_at) VALUES (101, X'0F004ECC66C1C445B74D3282DE3244D8E0E480F8F31B37E41F01BA9A48AF7AAF', X'29C6CF7C6224E18387A54E46051BFC51FA6A61AA59BDC3DBB4117DD6C8335454', 1600060600, NULL, 0, NULL, NULL);
INSERT INTO "block" (height, hash, prev_hash, time, median, change, revision, observed_at) VALUES (102, X'2AD8BC98475F30589928FDE0127329CAC19F51B2D17ECCF3FE1A696D67921107', X'0F004ECC66C1C445B74D3282DE3244D8E0E480F8F31B37E41F01BA9A48AF7AAF', 1600061200, NULL, 0, NULL, NULL);
INSERT INTO "block" (height, hash, prev_hash, time, median, change, revision, observed_at) VALUES (103, X'81EE9CF99373D7121A86A19A06C5274A25E21935E42DCBA3D3A01D747595F5AA', X'2AD8BC98475F30589928FDE0127329CAC19F51B2D17ECCF3FE1A696D67921107', 1600061800, NULL, 0, NULL, NULL);
INSERT INTO "block" (height, hash, prev_hash, time, median, change, revision, observed_at) VALUES (104, X'2037EB4738F0E535CE38930FFD86BF63B4487BDF34DA1811A0F02CC1E65E78B9', X'81EE9CF99373D7121A86A19A06C5274A25E21935E42DCBA3D3A01D747595F5AA', 1600062400, NULL, 0, NULL, NULL);
INSERT INTO "block" (height, hash, prev_hash, time, median, change, revision, observed_at) VALUES (105, X'FC8DEB876CFCE604C9641B7CDA0A9A7F5F7A897C60EF6DE43117AA2795F5AA1A', X'2037EB4738F0E535CE38930FFD86BF63B4487BDF34DA1811A0F02CC1E65E78B9', 1600063000, NULL, 0, NULL, NULL);
INSERT INTO "block" (height, hash, prev_hash, time, median, change, revision, observed_at) VALUES (106, X'86697B86EAB77B152BCFFB90145F32F7C0F931C3929BE73C9EA59229B49074B2', X'FC8DEB876CFCE604C9641B7CDA0A9A7F5F7A897C60EF6DE43117AA2795F5AA1A', 1600063600, NULL, 0, NULL, NULL);
INSERT INTO "block" (height, hash, prev_hash, time, median, change, revision, observed_at) VALUES (107, X'FC7CBEC8B996232D07AE12C08D52572B5ED591F0ADBF4146D91F1375E61862D7', X'86697B86EAB77B152BCFFB90145F32F7C0F931C3929BE73C9EA59229B49074B2', 1600064200, NULL, 0, NULL, NULL);
INSERT INTO "block" (height, hash, prev_hash, time, median, change, revision, observed_at) VALUES (108, X'E6C93D1A4DDDF38EE3B920B69943EA14BB66EC12BC7BD052B55EA38A3482839A', X'FC7CBEC8B996232D07AE12C08D52572B5ED591F0ADBF4146D91F1375E61862D7', 1600064800, NULL, 0, NULL, NULL);
INSERT INTO "block" (height, hash, prev_hash, time, median, change, revision, observed_at) VALUES (109, X'012DEF04C7A86701F62161DEB0035B1A95653CF9ABADEA1A7E92D712F4902402', X'E6C93D1A4DDDF38EE3B920B69943EA14BB66EC12BC7BD052B55EA38A3482839A', 1600065400, NULL, 0, NULL, NULL);
INSERT INTO "block" (height, hash, prev_hash, time, median, change, revision, observed_at) VALUES (110, X'E701B857CE7BB56DBE9E99DA1D06D89012C6D28F3D0BEA057B073F2837FC79B1', X'012DEF04C7A86701F62161DEB0035B1A95653CF9ABADEA1A7E92D712F4902402', 1600066000, 1600063000, 0, NULL, NULL);
INSERT INTO "tx" (id, txid, coinbase, seen_at, height, position, inputs, outputs, total) VALUES (1, X'8C985B2D9224B0990CA78846B48567F739E5DEB2FC2AB7F81F16FC379107E55D', 1, NULL, 90, 0, NULL, NULL, NULL);
INSERT INTO "tx" (id, txid, coinbase, seen_at, height, position, inputs, outputs, total) VALUES (2, X'6FB90CC8CB8E99C232EB7413BF11F03EFB72D2EC34D6C2D929844A7F173B5D5E', 0, NULL, 102, 3, 2, 2, 4002);
INSERT INTO "tx" (id, txid, coinbase, seen_at, height, position, inputs, outputs, total) VALUES (3, X'295B8ACEE98738802113FBEA49C6F643F97994B51D37AE60FECFAFA4F7E11729', 0, NULL, 105, 1, 3, 3, 4003);
INSERT INTO "tx" (id, txid, coinbase, seen_at, height, position, inputs, outputs, total) VALUES (4, X'4F6F38C550660D612FD829E811B0AD6DBCEDE307E25336194BF40CF202B6700E', 0, 1700000000100, NULL, NULL, 4, 4, 4004);
INSERT INTO "scan_state" (id, cursor, cursor_observed_at, revision, watch_version, mempool_height, mempool_hash, mempool_pass, mempool_observed_at) VALUES (1, 110, 1700000000000, 9, 4, 110, X'E701B857CE7BB56DBE9E99DA1D06D89012C6D28F3D0BEA057B073F2837FC79B1', 3, 1700000000500);
INSERT INTO "label" (id, type, ref, origin, label, spendable, extra, changed_at) VALUES (1, 'addr', 'address of the first', '', 'savings', NULL, '{}', 9);
INSERT INTO "note" (id, kind, ref, text, changed_at) VALUES (1, 'entry', 'address of the first', 'for later', 9);
INSERT INTO "portfolio_order" (name, position) VALUES ('home', 0);
INSERT INTO "account" (watch, ranged, gap_limit, lookahead, fingerprint, path, threshold, keys) VALUES (4, 1, 1, 1, NULL, NULL, NULL, NULL);
INSERT INTO "account_chain" (id, watch, chain, descriptor, derived_to, used_to, grow_from) VALUES (1, 4, 0, 'wpkh(xpub6CatWdiZiodmUeTDp8LT5or8nmbKNcuyvz7WyksVFkKB4RHwCD3XyuvPEbvqAQY3rAPshWcMLoP2fMFMKHPJ4ZeZXYVUhLv1VMrjPC7PW6V/0/*)', 1, 0, NULL);
INSERT INTO "journal" (id, at, cause, height, hash, changes) VALUES (1, 1700000000000, 'snapshot', 90, X'ABDC50AE534B6CE15896F386850B370A5E17D57491A69898E125B9A0F784A06D', X'008C985B2D9224B0990CA78846B48567F739E5DEB2FC2AB7F81F16FC379107E55D0101904E');
INSERT INTO "journal" (id, at, cause, height, hash, changes) VALUES (2, 1700000000000, 'connect', 102, X'2AD8BC98475F30589928FDE0127329CAC19F51B2D17ECCF3FE1A696D67921107', X'006FB90CC8CB8E99C232EB7413BF11F03EFB72D2EC34D6C2D929844A7F173B5D5E0201D00F02A01F');
INSERT INTO "journal" (id, at, cause, height, hash, changes) VALUES (3, 1700000000000, 'connect', 105, X'FC8DEB876CFCE604C9641B7CDA0A9A7F5F7A897C60EF6DE43117AA2795F5AA1A', X'00295B8ACEE98738802113FBEA49C6F643F97994B51D37AE60FECFAFA4F7E117290201CF0F02F80A');
INSERT INTO "told_history" (script, source, height, hash, observed_at) VALUES (3, 'a-server', 108, X'E6C93D1A4DDDF38EE3B920B69943EA14BB66EC12BC7BD052B55EA38A3482839A', 1699000000000);
INSERT INTO "told_movement" (script, height, txid, hash, delta) VALUES (3, 107, X'12191C2C54A4050D4B772F15785879C1040E8452CBD5D58EF9D6DAFAD510F5F4', X'FC7CBEC8B996232D07AE12C08D52572B5ED591F0ADBF4146D91F1375E61862D7', 333);
INSERT INTO "notice" (id, at, body, seen, post_tries, post_next, post_end, post_error) VALUES (1, 11, '{}', 1, 0, NULL, NULL, NULL);
INSERT INTO "notice_told" (key, at) VALUES ('a key', 11);
INSERT INTO "notice_state" (key, value) VALUES ('a key', 'a value');
INSERT INTO "output" (id, script, value, coinbase, height, spent, gone, shown) VALUES (1048576, 1, 5000, 1, 90, NULL, NULL, 0);
INSERT INTO "output" (id, script, value, coinbase, height, spent, gone, shown) VALUES (2097152, 1, 1000, 0, 102, 3, NULL, 1);
INSERT INTO "output" (id, script, value, coinbase, height, spent, gone, shown) VALUES (2097153, 2, 2000, 0, 102, NULL, NULL, 1);
INSERT INTO "output" (id, script, value, coinbase, height, spent, gone, shown) VALUES (3145728, 2, 700, 0, 105, NULL, NULL, 1);
INSERT INTO "output" (id, script, value, coinbase, height, spent, gone, shown) VALUES (4194305, 1, 1500, 0, NULL, NULL, NULL, 0);
INSERT INTO "watch_script" (watch, script, chain, position) VALUES (1, 1, NULL, NULL);
INSERT INTO "watch_script" (watch, script, chain, position) VALUES (2, 2, NULL, NULL);
INSERT INTO "watch_script" (watch, script, chain, position) VALUES (3, 3, NULL, NULL);
INSERT INTO "watch_script" (watch, script, chain, position) VALUES (4, 4, 1, 0);
INSERT INTO "spend" (tx, output, vin, marked) VALUES (3, 2097152, 0, 1);
INSERT INTO "spend" (tx, output, vin, marked) VALUES (4, 2097153, 2, 0);
PRAGMA application_id = 1414087749;
PRAGMA user_version = 22;
COMMIT;
