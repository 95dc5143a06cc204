/** Notices, what was told once and is not told again, and where the rules stand. */
import type { Notice, NoticeBody, NoticePost } from '../../shared/notices.ts'
import type { Database } from './sqlite.ts'
import { guardAll } from './storage-error.ts'
import type { WriteQueue } from './write-queue.ts'

/** What an evaluation of the rules came to: written at once, or not at all. */
export interface NoticeUpdate {
  readonly at: number
  readonly bodies: readonly NoticeBody[]
  /** Keys that are not told again. */
  readonly told: readonly string[]
  /** Keys that may be told again. */
  readonly untold: readonly string[]
  /** Null deletes. */
  readonly state: Readonly<Record<string, string | null>>
  /** The new ones are to be posted. */
  readonly post: boolean
}

/** How a try to post ended; `nextAt` null is the end of it. */
export interface PostTry {
  readonly id: number
  readonly error: string | null
  readonly nextAt: number | null
}

export interface NoticeStore {
  /** The new ones, with their ids. */
  record(update: NoticeUpdate): Promise<readonly Notice[]>
  /** All up to this id. */
  markSeen(upTo: number): Promise<void>
  /** Nothing for one that no longer waits: posting was stopped while it was under way. */
  posted(tried: PostTry): Promise<void>
  /** Nothing waits to be posted any more. */
  stopPosting(): Promise<void>
  /** Newest first, those with a smaller id than `before`. */
  noticesBefore(before: number | null, limit: number): readonly Notice[]
  unseen(): number
  /** Those of the keys that were told. */
  toldAmong(keys: readonly string[]): ReadonlySet<string>
  state(key: string): string | null
  /** All of which the key begins so, by key. */
  states(prefix: string): ReadonlyMap<string, string>
  /** A stretch of these behind a key, '' for the first. */
  statesAfter(prefix: string, after: string, limit: number): ReadonlyMap<string, string>
  /** Those of these keys. */
  statesAmong(keys: readonly string[]): ReadonlyMap<string, string>
  /** The one that has waited longest for its turn to be posted. */
  nextPost(): Notice | null
  waitingPosts(): number
}

/** How many keys and notices are kept: the oldest go first. */
const KEPT_TOLD = 50_000
const KEPT_NOTICES = 10_000

/** The store on a connection; on a read-only one the writes reject. */
export function createNoticeStore(db: Database, queue: WriteQueue): NoticeStore {
  const sql = prepareNotices(db)

  const record = db.transaction(({ at, bodies, told, untold, state, post }: NoticeUpdate) => {
    for (const key of untold) sql.untell.run(key)
    for (const key of told) sql.tell.run({ key, at })
    for (const [key, value] of Object.entries(state))
      if (value === null) sql.forget.run(key)
      else sql.put.run({ key, value })
    const ids = bodies.map(
      (body) => sql.add.run({ at, body: JSON.stringify(body), next: post ? at : null }).lastInsertRowid,
    )
    if (told.length > 0) sql.pruneTold.run(KEPT_TOLD)
    if (ids.length > 0) sql.prune.run(KEPT_NOTICES)
    return ids.flatMap((id) => sql.byId.all(Number(id))).map(toNotice)
  })

  const reads = guardAll({
    noticesBefore: (before: number | null, limit: number): readonly Notice[] =>
      sql.before.all(before ?? Number.MAX_SAFE_INTEGER, limit).map(toNotice),
    unseen: (): number => sql.unseen.get() ?? 0,
    toldAmong: (keys: readonly string[]): ReadonlySet<string> => new Set(sql.told.all(JSON.stringify(keys))),
    state: (key: string): string | null => sql.state.get(key) ?? null,
    states: (prefix: string) => byKey(sql.states.all({ from: prefix, to: `${prefix}\u{10ffff}` })),
    statesAfter: (prefix: string, after: string, limit: number) =>
      byKey(sql.statesAfter.all({ from: prefix, to: `${prefix}\u{10ffff}`, after, limit })),
    statesAmong: (keys: readonly string[]) => byKey(sql.statesAmong.all(JSON.stringify(keys))),
    nextPost: (): Notice | null => sql.nextPost.all().map(toNotice)[0] ?? null,
    waitingPosts: (): number => sql.waiting.get() ?? 0,
  })
  return {
    ...reads,
    record: (update) => queue.run(() => record.immediate(update)),
    markSeen: (upTo) => queue.run(() => void sql.see.run(upTo)),
    posted: ({ id, error, nextAt }) =>
      queue.run(() => {
        const end = nextAt !== null ? null : error === null ? 'sent' : 'given_up'
        sql.posted.run({ id, error, next: nextAt, end })
      }),
    stopPosting: () => queue.run(() => void sql.stop.run()),
  }
}

interface Row {
  readonly id: number
  readonly at: number
  readonly body: string
  readonly seen: number
  readonly post_tries: number
  readonly post_next: number | null
  readonly post_end: 'sent' | 'given_up' | null
  readonly post_error: string | null
}

function toNotice(row: Row): Notice {
  const body = JSON.parse(row.body) as NoticeBody // written above, in this form
  return { id: row.id, at: row.at, body, seen: row.seen === 1, post: toPost(row) }
}

function toPost({ post_tries, post_next, post_end, post_error }: Row): NoticePost | null {
  const state = post_end ?? (post_next === null ? null : 'waiting')
  return state === null ? null : { state, tries: post_tries, nextAt: post_next, error: post_error }
}

interface State {
  readonly key: string
  readonly value: string
}

function byKey(states: readonly State[]): ReadonlyMap<string, string> {
  return new Map(states.map(({ key, value }) => [key, value]))
}

function prepareNotices(db: Database) {
  return {
    add: db.prepare<[{ readonly at: number; readonly body: string; readonly next: number | null }]>(
      'INSERT INTO notice (at, body, post_next) VALUES (@at, @body, @next)',
    ),
    byId: db.prepare<[number], Row>('SELECT * FROM notice WHERE id = ?'),
    before: db.prepare<[number, number], Row>('SELECT * FROM notice WHERE id < ? ORDER BY id DESC LIMIT ?'),
    unseen: db.prepare<[], number>('SELECT count(*) FROM notice WHERE seen = 0').pluck(),
    see: db.prepare<[number]>('UPDATE notice SET seen = 1 WHERE seen = 0 AND id <= ?'),
    prune: db.prepare<[number]>(
      'DELETE FROM notice WHERE id <= (SELECT id FROM notice ORDER BY id DESC LIMIT 1 OFFSET ?)',
    ),
    tell: db.prepare<[{ readonly key: string; readonly at: number }]>(
      'INSERT INTO notice_told (key, at) VALUES (@key, @at) ON CONFLICT DO NOTHING',
    ),
    untell: db.prepare<[string]>('DELETE FROM notice_told WHERE key = ?'),
    pruneTold: db.prepare<[number]>(
      `DELETE FROM notice_told WHERE at < (SELECT at FROM notice_told ORDER BY at DESC LIMIT 1 OFFSET ?)`,
    ),
    told: db
      .prepare<[string], string>('SELECT key FROM notice_told WHERE key IN (SELECT value FROM json_each(?))')
      .pluck(),
    put: db.prepare<[State]>(
      'INSERT INTO notice_state (key, value) VALUES (@key, @value) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ),
    forget: db.prepare<[string]>('DELETE FROM notice_state WHERE key = ?'),
    state: db.prepare<[string], string>('SELECT value FROM notice_state WHERE key = ?').pluck(),
    states: db.prepare<[{ readonly from: string; readonly to: string }], State>(
      'SELECT key, value FROM notice_state WHERE key >= @from AND key < @to ORDER BY key',
    ),
    statesAfter: db.prepare<
      [{ readonly from: string; readonly to: string; readonly after: string; readonly limit: number }],
      State
    >(
      `SELECT key, value FROM notice_state WHERE key >= @from AND key < @to AND key > @after
       ORDER BY key LIMIT @limit`,
    ),
    statesAmong: db.prepare<[string], State>(
      'SELECT key, value FROM notice_state WHERE key IN (SELECT value FROM json_each(?))',
    ),
    nextPost: db.prepare<[], Row>(
      'SELECT * FROM notice WHERE post_next IS NOT NULL ORDER BY post_next, id LIMIT 1',
    ),
    waiting: db.prepare<[], number>('SELECT count(*) FROM notice WHERE post_next IS NOT NULL').pluck(),
    posted: db.prepare<
      [
        {
          readonly id: number
          readonly error: string | null
          readonly next: number | null
          readonly end: 'sent' | 'given_up' | null
        },
      ]
    >(
      `UPDATE notice SET post_tries = post_tries + 1, post_next = @next, post_end = @end, post_error = @error
       WHERE id = @id AND post_next IS NOT NULL`,
    ),
    stop: db.prepare<[]>(
      "UPDATE notice SET post_next = NULL, post_end = 'given_up', post_error = 'the webhook was changed' WHERE post_next IS NOT NULL",
    ),
  }
}
