/**
 * Labels, notes and the portfolios' order. The label of a watched entry is a row of `label` like any other: a watch only
 * says which (`label_type`, `label_ref`). Labels and notes outlive the entry, so that removing it by mistake loses no word.
 *
 * `label.extra` is the text of a JSON object. `label_aside` holds records of types that are not known. `label_text` and
 * `note_text` are indexes of the words (FTS5), kept in step by triggers; trigrams, so that Chinese is found as well.
 */
import { labelKeyOf } from '../../engine/labels/label-key.ts'
import type { Migration } from '../migrate.ts'

const LABELS = `
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
`

const NOTES = `
CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('entry', 'group')),
  ref TEXT NOT NULL,
  text TEXT NOT NULL CHECK (text <> ''),
  changed_at INTEGER NOT NULL,
  UNIQUE (ref, kind)
) STRICT;
CREATE TABLE portfolio_order (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`

/** The index of the words of one column of a table that has the rowid `id`. */
function wordIndex(table: string, column: string): string {
  const index = `${table}_text`
  const forget = (row: string): string =>
    `INSERT INTO ${index} (${index}, rowid, ${column}) VALUES ('delete', ${row}.id, ${row}.${column});`
  const learn = (row: string): string =>
    `INSERT INTO ${index} (rowid, ${column}) VALUES (${row}.id, ${row}.${column});`
  return `
CREATE VIRTUAL TABLE ${index} USING fts5(
  ${column}, content = '${table}', content_rowid = 'id', tokenize = 'trigram remove_diacritics 1'
);
CREATE TRIGGER ${index}_insert AFTER INSERT ON ${table} BEGIN ${learn('new')} END;
CREATE TRIGGER ${index}_delete AFTER DELETE ON ${table} BEGIN ${forget('old')} END;
CREATE TRIGGER ${index}_update AFTER UPDATE OF ${column} ON ${table} BEGIN ${forget('old')} ${learn('new')} END;
`
}

const WATCHES = `
ALTER TABLE watch ADD COLUMN label_type TEXT NOT NULL DEFAULT 'addr';
ALTER TABLE watch ADD COLUMN label_ref TEXT NOT NULL DEFAULT '';
`

/** `OR IGNORE`: of two accounts of one key the first label stays. */
const MOVE_LABELS = `
INSERT OR IGNORE INTO label (type, ref, origin, label, extra, changed_at)
  SELECT label_type, label_ref, '', label, '{}', added_at FROM watch WHERE label <> '' ORDER BY id;
ALTER TABLE watch DROP COLUMN label;
CREATE INDEX watch_label ON watch (label_ref);
`

/** Labels by BIP-329, notes, and the order of portfolios. */
export const labels: Migration = {
  version: 9,
  name: 'labels',
  up: (db) => {
    db.exec(LABELS + NOTES + wordIndex('label', 'label') + wordIndex('note', 'text') + WATCHES)
    const name = db.prepare<[string, string, number]>(
      'UPDATE watch SET label_type = ?, label_ref = ? WHERE id = ?',
    )
    const watches = db.prepare<[], { id: number; kind: string; text: string }>(
      'SELECT id, kind, text FROM watch',
    )
    for (const { id, kind, text } of watches.all()) {
      const { type, ref } = labelKeyOf(kind, text)
      name.run(type, ref, id)
    }
    db.exec(MOVE_LABELS)
  },
}
