/**
 * search.label: the whole search for words of labels, among 200,000 labels in a ledger of a million transactions, beside
 * the plainest LIKE over the labels alone. Words of three characters and more, in two languages, frequent and rare; the
 * second row has a word of two characters, which no index holds: there, ours reads the same rows in stretches.
 */
import { createSearchService } from '../../../electron/services/search-service.ts'
import { createLabelStore } from '../../../electron/store/labels.ts'
import { createNoteStore } from '../../../electron/store/notes.ts'
import type { Database } from '../../../electron/store/open-database.ts'
import { createWriteQueue } from '../../../electron/store/scan-store.ts'
import { createSearchReads } from '../../../electron/store/search.ts'
import { LEAST_ROUNDS, measurePair } from '../measure.ts'
import { createRandom } from '../random.ts'
import { prepareStore } from '../store-ground.ts'
import type { Pair, RowDefinition } from '../types.ts'

const TRANSACTIONS = 1_000_000
const LABELS = 200_000
const SHOWN = 50
const clock = { now: () => 1_700_000_000_000 }

const WORDS =
  'rent,salary,exchange,cold storage,coffee,donation,pool,change,savings,冷钱包,交易所,工资,房租,备用金'.split(
    ',',
  )
const RARE = ['Zurich notary', '公证处']

export const searchLabelRows: readonly RowDefinition[] = [
  rowOf('search.label', 'words', ['notary', '公证处', 'zurich notary', 'nowhere']),
  rowOf('search.label.short', 'a word of two characters', ['公证']),
]

/** The other condition: at most 100 ms a search. */
function rowOf(id: string, what: string, texts: readonly string[]): RowDefinition {
  return {
    id,
    what: `search for ${what} in 200,000 labels, 1,000,000 transactions (at most 100 ms) | LIKE over the labels`,
    unit: 'ms',
    better: 'lower',
    target: id === 'search.label' ? 0.5 : 3,
    async measure({ log }, signal): Promise<Pair> {
      const ground = await prepareStore(1_000)
      try {
        return await ground.withCopy(async ({ db }) => {
          fill(db, ground.cursor.height)
          const queue = createWriteQueue()
          const search = createSearchService({
            network: 'regtest',
            reads: createSearchReads(db),
            labels: createLabelStore(db, queue, clock),
            notes: createNoteStore(db, queue, clock),
          })
          const like = db.prepare<[string, number], { id: number }>(
            'SELECT * FROM label WHERE label LIKE ? ORDER BY id DESC LIMIT ?',
          )
          const ours = async (): Promise<number> => {
            const started = performance.now()
            for (const text of texts) await search.run({ text, limit: SHOWN }, signal)
            return (performance.now() - started) / texts.length
          }
          const peer = async (): Promise<number> => {
            const started = performance.now()
            for (const text of texts) like.all(`%${text}%`, SHOWN)
            return (performance.now() - started) / texts.length
          }
          return measurePair({ ours, peer, rounds: LEAST_ROUNDS, log }, signal)
        })
      } finally {
        await ground.dispose()
      }
    },
  }
}

/** Transactions without outputs: a search for words reads none of either. */
function fill(db: Database, height: number): void {
  const random = createRandom(31)
  const word = (): string => WORDS[random.below(WORDS.length)] ?? ''
  const label = db.prepare<[string, string]>(
    "INSERT INTO label (type, ref, origin, label, extra, changed_at) VALUES ('tx', ?, '', ?, '{}', 0)",
  )
  db.exec(`
    BEGIN;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${TRANSACTIONS})
      INSERT INTO tx (id, txid, coinbase, height, position) SELECT i, randomblob(32), 0, ${height}, i FROM n;
    COMMIT`)
  db.transaction(() => {
    for (let i = 0; i < LABELS; i++) {
      const words = i % 50_000 === 7 ? RARE.join(' ') : `${word()} ${word()} ${i}`
      label.run(random.bytes(32).toString('hex'), words)
    }
  })()
}
