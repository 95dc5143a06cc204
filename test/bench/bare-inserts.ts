/** The floor of a store: the rows that it wrote, inserted again as they are, with nothing looked up and nothing checked. */
import type { Database } from '../../electron/store/open-database.ts'

type Cell = number | Buffer | null

/** One block's rows: each a statement's values. */
export interface BareBlock {
  readonly block: readonly Cell[]
  readonly txs: readonly (readonly Cell[])[]
  readonly outputs: readonly (readonly Cell[])[]
  readonly spends: readonly (readonly Cell[])[]
  /** `spent` marks on outputs of earlier commits: an output of the same commit is inserted as spent. */
  readonly marks: readonly (readonly Cell[])[]
  /** What was written down about the block. */
  readonly journal: readonly (readonly Cell[])[]
}

/** Reads all facts above `height` out of a ledger, in the order in which they came, `group` blocks a commit. */
export function rowsAbove(db: Database, height: number, group: number): readonly (readonly BareBlock[])[] {
  const blocks = readAbove(db, height)
  const spentAt = columnsOf(db, 'output').indexOf('spent')
  return Array.from({ length: Math.ceil(blocks.length / group) }, (_, i) =>
    asWritten(blocks.slice(i * group, (i + 1) * group), spentAt),
  )
}

/** The blocks of one commit: each row as it is when all of them are there. */
function asWritten(blocks: readonly BareBlock[], spentAt: number): readonly BareBlock[] {
  const spenders = new Map(blocks.flatMap(({ marks }) => marks.map(([tx, output]) => [output, tx] as const)))
  const made = new Set(blocks.flatMap(({ outputs }) => outputs.map(([id]) => id)))
  return blocks.map((block) => ({
    ...block,
    outputs: block.outputs.map((row) => row.with(spentAt, spenders.get(row[0] ?? null) ?? null)),
    marks: block.marks.filter(([, output]) => !made.has(output)),
  }))
}

function readAbove(db: Database, height: number): readonly BareBlock[] {
  const outputColumns = columnsOf(db, 'output')
  const unspent = outputColumns.map((name) => (name === 'spent' ? 'NULL' : `o.${name}`)).join(', ')
  const at = 'WHERE t.height = ? ORDER BY t.position, t.id'
  const txs = raw(db, `SELECT t.* FROM tx t ${at}`)
  const outputs = raw(db, `SELECT ${unspent} FROM output o WHERE o.height = ? ORDER BY o.id`)
  const spends = raw(db, `SELECT s.* FROM spend s JOIN tx t ON t.id = s.tx ${at}, s.vin`)
  const marks = raw(db, `SELECT s.tx, s.output FROM spend s JOIN tx t ON t.id = s.tx ${at}, s.vin`)
  const journal = raw(db, "SELECT * FROM journal WHERE height = ? AND cause = 'connect' ORDER BY id")
  return raw(db, 'SELECT * FROM block WHERE height > ? ORDER BY height')
    .all(height)
    .map((block) => {
      const of = Number(block[0])
      return {
        block,
        txs: txs.all(of),
        outputs: outputs.all(of),
        spends: spends.all(of),
        marks: marks.all(of),
        journal: journal.all(of),
      }
    })
}

function raw(db: Database, sql: string) {
  return db.prepare<[number], Cell[]>(sql).raw()
}

function columnsOf(db: Database, table: string): readonly string[] {
  return db.prepare<[], string>(`SELECT name FROM pragma_table_info('${table}') ORDER BY cid`).pluck().all()
}

/** Inserts the rows, a transaction for each group of blocks, and moves the cursor with each. */
export function insertBare(db: Database, groups: readonly (readonly BareBlock[])[]): void {
  dropTemporaryTriggers(db)
  const into = (table: string) =>
    db.prepare(
      `INSERT INTO ${table} VALUES (${columnsOf(db, table)
        .map(() => '?')
        .join(', ')})`,
    )
  const sql = {
    block: into('block'),
    tx: into('tx'),
    output: into('output'),
    spend: into('spend'),
    journal: into('journal'),
    mark: db.prepare('UPDATE output SET spent = ? WHERE id = ?'),
    cursor: db.prepare('UPDATE scan_state SET cursor = ?, revision = revision + 1'),
  }
  const write = db.transaction((some: readonly BareBlock[]) => {
    for (const { block, txs, outputs, spends, marks, journal } of some) {
      sql.block.run(...block)
      for (const row of txs) sql.tx.run(...row)
      for (const row of outputs) sql.output.run(...row)
      for (const row of spends) sql.spend.run(...row)
      for (const row of marks) sql.mark.run(...row)
      for (const row of journal) sql.journal.run(...row)
    }
    sql.cursor.run(some.at(-1)?.block[0] ?? null)
  })
  for (const group of groups) write.immediate(group)
}

/** What only a connection of the app's has. */
function dropTemporaryTriggers(db: Database): void {
  const names = db.prepare<[], string>("SELECT name FROM temp.sqlite_master WHERE type = 'trigger'").pluck()
  for (const name of names.all()) db.exec(`DROP TRIGGER temp.${name}`)
}
