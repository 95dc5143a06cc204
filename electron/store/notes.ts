/** Notes on entries and portfolios, and the portfolios themselves: their names, their order, what moves between them. */
import type { Note, NoteKey } from '../../shared/ipc/groups.ts'
import type { Clock } from '../engine/ports.ts'
import { createStateWriter } from './ledger-state.ts'
import type { Database } from './sqlite.ts'
import { guardAll } from './storage-error.ts'
import type { WriteQueue } from './write-queue.ts'

/** A portfolio as it is listed. */
export interface StoredGroup {
  readonly name: string
  /** Entries, archived ones included. */
  readonly entries: number
  readonly archived: number
}

/** A note with a change. */
export interface NotePut extends NoteKey {
  /** '' takes it away. */
  readonly text: string
}

export interface NoteStore {
  notes(): readonly Note[]
  note(key: NoteKey): string | null
  /** Those with entries, a place in the order, or a note: in order, the others behind by name. Without ''. */
  groups(): readonly StoredGroup[]
  /** The entries in no portfolio. */
  loose(): Omit<StoredGroup, 'name'>
  /** Returns how many changed. */
  putNotes(puts: readonly NotePut[]): Promise<number>
  /** The names that were put in an order, in it. */
  order(): readonly string[]
  /** Puts portfolios in this order; others follow behind. */
  orderGroups(names: readonly string[]): Promise<void>
  /** Entries and note go to the other name; where that has a note already, both are kept. Returns how many moved. */
  renameGroup(from: string, to: string): Promise<number>
  /** The portfolio is gone, its entries have none. Returns how many entries it had. */
  deleteGroup(name: string): Promise<number>
  /** Returns how many were elsewhere before. */
  moveWatches(watchIds: readonly number[], group: string): Promise<number>
  /** When entries were added, as a backup says. */
  setAddedAt(times: readonly { readonly watchId: number; readonly addedAt: number }[]): Promise<void>
}

/** Notes and portfolios on a connection; on a read-only one the writes reject. */
export function createNoteStore(db: Database, queue: WriteQueue, clock: Clock): NoteStore {
  const sql = prepareNotes(db)
  const state = createStateWriter(db)

  function putNote({ kind, ref, text }: NotePut): number {
    if (text === '') return sql.deleteNote.run(ref, kind).changes
    return sql.putNote.run({ kind, ref, text, at: clock.now() }).changes
  }

  /** A write that may change what a door shows. */
  function write<T>(change: () => T): Promise<T> {
    const all = db.transaction(() => {
      const result = change()
      state.nextRevision()
      return result
    })
    return queue.run(() => all.immediate())
  }

  function rename(from: string, to: string): number {
    const kind = 'group'
    const [mine, theirs] = [from, to].map((ref) => sql.note.get(ref, kind) ?? '')
    const text = [theirs, mine].filter((part) => part !== '').join('\n\n')
    if (to !== '') putNote({ kind, ref: to, text: mine === theirs ? (mine ?? '') : text })
    putNote({ kind, ref: from, text: '' })
    if (to !== '') sql.takePlace.run(to, from)
    sql.leavePlace.run(from)
    return sql.moveAll.run(to, from).changes
  }

  const reads = guardAll({
    notes: (): readonly Note[] => sql.notes.all(),
    note: ({ kind, ref }: NoteKey): string | null => sql.note.get(ref, kind) ?? null,
    groups: (): readonly StoredGroup[] => sql.groups.all(),
    order: (): readonly string[] => sql.placed.all(),
    loose: (): Omit<StoredGroup, 'name'> => sql.loose.get() ?? { entries: 0, archived: 0 },
  })
  return {
    ...reads,
    putNotes: (puts) => write(() => puts.reduce((sum, put) => sum + putNote(put), 0)),
    orderGroups: (names) =>
      write(() => {
        sql.forgetOrder.run()
        names.forEach((name, position) => sql.order.run(name, position))
      }),
    renameGroup: (from, to) => write(() => rename(from, to)),
    deleteGroup: (name) => write(() => rename(name, '')),
    moveWatches: (watchIds, group) =>
      write(() => sql.move.run({ ids: JSON.stringify(watchIds), group }).changes),
    setAddedAt: (times) =>
      write(() => {
        for (const { watchId, addedAt } of times) sql.addedAt.run(addedAt, watchId)
      }),
  }
}

function prepareNotes(db: Database) {
  return {
    notes: db.prepare<[], Note>('SELECT kind, ref, text, changed_at AS changedAt FROM note ORDER BY id'),
    note: db.prepare<[string, string], string>('SELECT text FROM note WHERE ref = ? AND kind = ?').pluck(),
    putNote: db.prepare<[Record<string, unknown>]>(
      `INSERT INTO note (kind, ref, text, changed_at) VALUES (@kind, @ref, @text, @at)
       ON CONFLICT (ref, kind) DO UPDATE SET text = excluded.text, changed_at = excluded.changed_at
         WHERE text <> excluded.text`,
    ),
    deleteNote: db.prepare<[string, string]>('DELETE FROM note WHERE ref = ? AND kind = ?'),
    groups: db.prepare<[], StoredGroup>(
      `WITH entry AS (SELECT portfolio AS name, count(*) AS entries, sum(archived) AS archived
           FROM watch WHERE portfolio <> '' GROUP BY portfolio),
         named AS (SELECT name FROM entry UNION SELECT name FROM portfolio_order
           UNION SELECT ref FROM note WHERE kind = 'group' AND ref <> '')
       SELECT n.name, coalesce(e.entries, 0) AS entries, coalesce(e.archived, 0) AS archived
       FROM named n LEFT JOIN entry e ON e.name = n.name LEFT JOIN portfolio_order o ON o.name = n.name
       ORDER BY o.position IS NULL, o.position, n.name`,
    ),
    placed: db.prepare<[], string>('SELECT name FROM portfolio_order ORDER BY position, name').pluck(),
    loose: db.prepare<[], Omit<StoredGroup, 'name'>>(
      "SELECT count(*) AS entries, CAST(total(archived) AS INTEGER) AS archived FROM watch WHERE portfolio = ''",
    ),
    forgetOrder: db.prepare('DELETE FROM portfolio_order'),
    order: db.prepare<[string, number]>(
      'INSERT OR IGNORE INTO portfolio_order (name, position) VALUES (?, ?)',
    ),
    takePlace: db.prepare<[string, string]>(
      `INSERT OR IGNORE INTO portfolio_order (name, position)
       SELECT ?, position FROM portfolio_order WHERE name = ?`,
    ),
    leavePlace: db.prepare<[string]>('DELETE FROM portfolio_order WHERE name = ?'),
    moveAll: db.prepare<[string, string]>('UPDATE watch SET portfolio = ? WHERE portfolio = ?'),
    move: db.prepare<[{ readonly ids: string; readonly group: string }]>(
      `UPDATE watch SET portfolio = @group
       WHERE portfolio <> @group AND id IN (SELECT value FROM json_each(@ids))`,
    ),
    addedAt: db.prepare<[number, number]>('UPDATE watch SET added_at = ? WHERE id = ?'),
  }
}
