PRAGMA foreign_keys = OFF;
BEGIN;
CREATE TABLE block (
  height INTEGER PRIMARY KEY CHECK (height >= 0),
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
  time INTEGER NOT NULL CHECK (time >= 0)
) STRICT;
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
, archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1))) STRICT;
CREATE TABLE watch_script (
  watch INTEGER NOT NULL REFERENCES watch ON DELETE CASCADE,
  script INTEGER NOT NULL REFERENCES script ON DELETE CASCADE,
  PRIMARY KEY (watch, script)
) STRICT, WITHOUT ROWID;
CREATE INDEX watch_script_script ON watch_script (script);
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
  gone INTEGER REFERENCES block ON DELETE SET NULL, shown INTEGER NOT NULL DEFAULT 0 CHECK (shown IN (0, 1)),
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
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
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
CREATE INDEX output_reward ON output (height, script, value, coinbase, spent, gone)
  WHERE coinbase = 1 AND spent IS NULL AND gone IS NULL;
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
INSERT INTO "block" (height, hash, prev_hash, time) VALUES (0, X'B280D41AEB995BE37EBE7594CA13036FEFA9D29B194015A137077017BBE0E947', X'0000000000000000000000000000000000000000000000000000000000000000', 1600000000);
INSERT INTO "block" (height, hash, prev_hash, time) VALUES (90, X'ABDC50AE534B6CE15896F386850B370A5E17D57491A69898E125B9A0F784A06D', X'8B1B120A65FBCF54CA0DCE69CC2C309E2D1A7E42629041EF5A68637E1C910E23', 1600054000);
INSERT INTO "block" (height, hash, prev_hash, time) VALUES (100, X'29C6CF7C6224E18387A54E46051BFC51FA6A61AA59BDC3DBB4117DD6C8335454', X'C90A46A5A7F52F79BA0B690A82223FFB48B9E3F0964AFC1B0D05CFC5E834E6A1', 1600060000);
INSERT INTO "block" (height, hash, prev_hash, time) VALUES (101, X'0F004ECC66C1C445B74D3282DE3244D8E0E480F8F31B37E41F01BA9A48AF7AAF', X'29C6CF7C6224E18387A54E46051BFC51FA6A61AA59BDC3DBB4117DD6C8335454', 1600060600);
INSERT INTO "block" (height, hash, prev_hash, time) VALUES (102, X'2AD8BC98475F30589928FDE0127329CAC19F51B2D17ECCF3FE1A696D67921107', X'0F004ECC66C1C445B74D3282DE3244D8E0E480F8F31B37E41F01BA9A48AF7AAF', 1600061200);
INSERT INTO "block" (height, hash, prev_hash, time) VALUES (103, X'81EE9CF99373D7121A86A19A06C5274A25E21935E42DCBA3D3A01D747595F5AA', X'2AD8BC98475F30589928FDE0127329CAC19F51B2D17ECCF3FE1A696D67921107', 1600061800);
INSERT INTO "block" (height, hash, prev_hash, time) VALUES (104, X'2037EB4738F0E535CE38930FFD86BF63B4487BDF34DA1811A0F02CC1E65E78B9', X'81EE9CF99373D7121A86A19A06C5274A25E21935E42DCBA3D3A01D747595F5AA', 1600062400);
INSERT INTO "block" (height, hash, prev_hash, time) VALUES (105, X'FC8DEB876CFCE604C9641B7CDA0A9A7F5F7A897C60EF6DE43117AA2795F5AA1A', X'2037EB4738F0E535CE38930FFD86BF63B4487BDF34DA1811A0F02CC1E65E78B9', 1600063000);
INSERT INTO "block" (height, hash, prev_hash, time) VALUES (106, X'86697B86EAB77B152BCFFB90145F32F7C0F931C3929BE73C9EA59229B49074B2', X'FC8DEB876CFCE604C9641B7CDA0A9A7F5F7A897C60EF6DE43117AA2795F5AA1A', 1600063600);
INSERT INTO "block" (height, hash, prev_hash, time) VALUES (107, X'FC7CBEC8B996232D07AE12C08D52572B5ED591F0ADBF4146D91F1375E61862D7', X'86697B86EAB77B152BCFFB90145F32F7C0F931C3929BE73C9EA59229B49074B2', 1600064200);
INSERT INTO "block" (height, hash, prev_hash, time) VALUES (108, X'E6C93D1A4DDDF38EE3B920B69943EA14BB66EC12BC7BD052B55EA38A3482839A', X'FC7CBEC8B996232D07AE12C08D52572B5ED591F0ADBF4146D91F1375E61862D7', 1600064800);
INSERT INTO "block" (height, hash, prev_hash, time) VALUES (109, X'012DEF04C7A86701F62161DEB0035B1A95653CF9ABADEA1A7E92D712F4902402', X'E6C93D1A4DDDF38EE3B920B69943EA14BB66EC12BC7BD052B55EA38A3482839A', 1600065400);
INSERT INTO "block" (height, hash, prev_hash, time) VALUES (110, X'E701B857CE7BB56DBE9E99DA1D06D89012C6D28F3D0BEA057B073F2837FC79B1', X'012DEF04C7A86701F62161DEB0035B1A95653CF9ABADEA1A7E92D712F4902402', 1600066000);
INSERT INTO "script" (id, script_pubkey, address) VALUES (1, X'0014A7937B64B8CAA58F03721BB6BACF5C78CB235FEB', 'address of the first');
INSERT INTO "script" (id, script_pubkey, address) VALUES (2, X'001416367AACB67A4A017C8DA8AB95682CCB39086378', 'address of the second');
INSERT INTO "script" (id, script_pubkey, address) VALUES (3, X'0014B1E99324505BD32DA0E1F85DCF5E19A09DB0481E', 'address of the third');
INSERT INTO "watch" (id, kind, text, script_type, label, portfolio, added_at, archived) VALUES (1, 'address', 'address of the first', 'p2wpkh', 'savings', 'home', 1690000000001, 0);
INSERT INTO "watch" (id, kind, text, script_type, label, portfolio, added_at, archived) VALUES (2, 'address', 'address of the second', 'p2wpkh', '', '', 1690000000002, 0);
INSERT INTO "watch" (id, kind, text, script_type, label, portfolio, added_at, archived) VALUES (3, 'address', 'address of the third', 'p2wpkh', '', '', 1690000000003, 1);
INSERT INTO "watch_script" (watch, script) VALUES (1, 1);
INSERT INTO "watch_script" (watch, script) VALUES (2, 2);
INSERT INTO "watch_script" (watch, script) VALUES (3, 3);
INSERT INTO "tx" (id, txid, coinbase, seen_at) VALUES (1, X'8C985B2D9224B0990CA78846B48567F739E5DEB2FC2AB7F81F16FC379107E55D', 1, NULL);
INSERT INTO "tx" (id, txid, coinbase, seen_at) VALUES (2, X'6FB90CC8CB8E99C232EB7413BF11F03EFB72D2EC34D6C2D929844A7F173B5D5E', 0, NULL);
INSERT INTO "tx" (id, txid, coinbase, seen_at) VALUES (3, X'295B8ACEE98738802113FBEA49C6F643F97994B51D37AE60FECFAFA4F7E11729', 0, NULL);
INSERT INTO "tx" (id, txid, coinbase, seen_at) VALUES (4, X'4F6F38C550660D612FD829E811B0AD6DBCEDE307E25336194BF40CF202B6700E', 0, 1700000000100);
INSERT INTO "tx_block" (tx, height, position) VALUES (1, 90, 0);
INSERT INTO "tx_block" (tx, height, position) VALUES (2, 102, 3);
INSERT INTO "tx_block" (tx, height, position) VALUES (3, 105, 1);
INSERT INTO "output" (id, tx, vout, script, value, coinbase, height, spent, gone, shown) VALUES (1, 1, 0, 1, 5000, 1, 90, NULL, NULL, 0);
INSERT INTO "output" (id, tx, vout, script, value, coinbase, height, spent, gone, shown) VALUES (2, 2, 0, 1, 1000, 0, 102, 3, NULL, 1);
INSERT INTO "output" (id, tx, vout, script, value, coinbase, height, spent, gone, shown) VALUES (3, 2, 1, 2, 2000, 0, 102, NULL, NULL, 1);
INSERT INTO "output" (id, tx, vout, script, value, coinbase, height, spent, gone, shown) VALUES (4, 3, 0, 2, 700, 0, 105, NULL, NULL, 1);
INSERT INTO "output" (id, tx, vout, script, value, coinbase, height, spent, gone, shown) VALUES (5, 4, 1, 1, 1500, 0, NULL, NULL, NULL, 0);
INSERT INTO "spend" (output, tx, vin) VALUES (2, 3, 0);
INSERT INTO "spend" (output, tx, vin) VALUES (3, 4, 2);
INSERT INTO "coverage" (id, script, kind, source, from_height, from_hash, to_height, to_hash, state, since_pass, observed_at) VALUES (1, 1, 'snapshot', 'node', 100, X'29C6CF7C6224E18387A54E46051BFC51FA6A61AA59BDC3DBB4117DD6C8335454', NULL, NULL, 'following', 0, 1700000000000);
INSERT INTO "coverage" (id, script, kind, source, from_height, from_hash, to_height, to_hash, state, since_pass, observed_at) VALUES (2, 2, 'snapshot', 'node', 100, X'29C6CF7C6224E18387A54E46051BFC51FA6A61AA59BDC3DBB4117DD6C8335454', NULL, NULL, 'following', 0, 1700000000000);
INSERT INTO "observation" (script, source, height, hash, confirmed, pending, immature, observed_at) VALUES (3, 'a-server', 108, X'E6C93D1A4DDDF38EE3B920B69943EA14BB66EC12BC7BD052B55EA38A3482839A', 333, NULL, 0, 1699000000000);
INSERT INTO "tip" (source, family, height, hash, time, observed_at) VALUES ('a-server', 'esplora', 108, X'E6C93D1A4DDDF38EE3B920B69943EA14BB66EC12BC7BD052B55EA38A3482839A', 1600064800, 1);
INSERT INTO "meta" (key, value) VALUES ('a key', 'a value');
INSERT INTO "scan_state" (id, cursor, cursor_observed_at, revision, watch_version, mempool_height, mempool_hash, mempool_pass, mempool_observed_at) VALUES (1, 110, 1700000000000, 9, 4, 110, X'E701B857CE7BB56DBE9E99DA1D06D89012C6D28F3D0BEA057B073F2837FC79B1', 3, 1700000000500);
INSERT INTO "disclosure" (address, source, first_at, last_at) VALUES ('address of the third', 'a-server', 5, 6);
INSERT INTO "cross_check" (script, checked_at, result) VALUES (1, 7, '{}');
INSERT INTO "history_group" (id, to_height, to_hash, version, blocks_only) VALUES (1, 90, X'ABDC50AE534B6CE15896F386850B370A5E17D57491A69898E125B9A0F784A06D', 2, 0);
INSERT INTO "history" (script, asked_height, from_height, from_hash, to_height, to_hash, grp, target_height, target_hash, state, verdict, missing, unexplained, contradicted, older, refilled) VALUES (1, 0, 0, X'B280D41AEB995BE37EBE7594CA13036FEFA9D29B194015A137077017BBE0E947', 100, X'29C6CF7C6224E18387A54E46051BFC51FA6A61AA59BDC3DBB4117DD6C8335454', NULL, NULL, NULL, 'joined', 'complete', 0, 0, 0, 0, 0);
INSERT INTO "history" (script, asked_height, from_height, from_hash, to_height, to_hash, grp, target_height, target_hash, state, verdict, missing, unexplained, contradicted, older, refilled) VALUES (2, 0, 0, X'B280D41AEB995BE37EBE7594CA13036FEFA9D29B194015A137077017BBE0E947', NULL, NULL, 1, 100, X'29C6CF7C6224E18387A54E46051BFC51FA6A61AA59BDC3DBB4117DD6C8335454', 'filling', NULL, 0, 0, 0, 0, 0);
INSERT INTO "self_check" (id, reason, finished_at, height, hash, scripts, compared, missing, extra, repaired) VALUES (1, 'asked', 1699500000000, 108, X'E6C93D1A4DDDF38EE3B920B69943EA14BB66EC12BC7BD052B55EA38A3482839A', 2, 4, 0, 1, 0);
INSERT INTO "self_check_difference" (id, self_check, kind, address, txid, vout, value, coinbase, height) VALUES (1, 1, 'extra', 'address of the first', X'12191C2C54A4050D4B772F15785879C1040E8452CBD5D58EF9D6DAFAD510F5F4', 0, 12, 0, 101);
INSERT INTO "price" (source, currency, day, price, at, observed_at) VALUES ('a-market', 'EUR', '2024-05-06', '61234.5', NULL, 8);
INSERT INTO "price_newest" (source, currency, price, at, observed_at) VALUES ('a-market', 'EUR', '61234.5', NULL, 8);
PRAGMA application_id = 1414087749;
PRAGMA user_version = 6;
COMMIT;
