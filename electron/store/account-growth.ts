/** Scripts of accounts on their way into the ledger: a piece at a time, each in one transaction. */
import type { BlockRef } from '../../shared/chain.ts'
import { type Clock, type ScriptId, StoreConflict } from '../engine/ports.ts'
import { CHAIN_ROWS, type ChainRow, createAccountUse, growthOf } from './account-use.ts'
import { createWayClearing } from './leaving-work.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { startHistory } from './ledger-history.ts'
import type { Database } from './sqlite.ts'
import type { WriteQueue } from './write-queue.ts'

/** A chain that is not as wide as it has to be. */
export interface ShortChain {
  readonly id: number
  readonly descriptor: string
  /** The first index that is missing, and right above the last. */
  readonly from: number
  readonly to: number
}

/** A script to watch at an index. `address` as it is shown. */
export interface ChainScript {
  readonly index: number
  readonly scriptPubKey: Uint8Array
  readonly address: string
}

export interface AccountGrowthStore {
  /** Those that have to grow, in the order they were added. */
  shortChains(): Promise<readonly ShortChain[]>
  /**
   * Watches the scripts, which follow the last one of the chain. They wait for a snapshot like every new script; where a
   * block made them missing, or their account has a history, theirs begins as well. False when the chain is gone or
   * went on meanwhile.
   */
  extendChain(id: number, scripts: readonly ChainScript[]): Promise<boolean>
}

/** The write side, on the connection that owns the ledger. */
export function createAccountGrowthStore(db: Database, clock: Clock, queue: WriteQueue): AccountGrowthStore {
  const ledger = createLedger(db, clock)
  const use = createAccountUse(db)
  const isInTheWay = createWayClearing(db)
  const sql = prepareGrowth(db)

  function shortChains(): readonly ShortChain[] {
    return sql.chains.all().flatMap((row) => {
      const to = growthOf(row)
      return to === null ? [] : [{ id: row.id, descriptor: row.descriptor, from: row.derived_to, to }]
    })
  }

  function link(chain: ChainRow, { index, scriptPubKey, address }: ChainScript): ScriptId {
    const bytes = Buffer.from(scriptPubKey)
    const isNew = sql.insertScript.run(bytes, address).changes > 0
    const script = sql.scriptId.get(bytes)
    if (script === undefined) throw new Error('a script that was just written is missing')
    sql.link.run(chain.watch, script, chain.id, index)
    if (!isNew && sql.wasPaid.get({ script }) !== undefined) use.note([script], null)
    return script
  }

  const extend = db.transaction((id: number, scripts: readonly ChainScript[]): boolean => {
    const chain = sql.chain.get(id)
    if (!chain || scripts[0]?.index !== chain.derived_to) return false
    const ids = scripts.map((script) => link(chain, script))
    sql.derived.run(chain.derived_to + scripts.length, id)
    beginHistory(ledger, sql, chain, ids)
    const grown = sql.chain.get(id)
    if (grown && growthOf(grown) === null) sql.grown.run(id)
    ledger.write.nextRevision()
    return true
  })

  return {
    shortChains: () => queue.run(shortChains, 'batch', 'read'),
    extendChain: async (id, scripts) => {
      const keys = scripts.map(({ scriptPubKey }) => scriptPubKey)
      for (;;) {
        const turn = () => (isInTheWay(keys, []) ? null : extend.immediate(id, scripts))
        const done = await queue.run(turn, 'batch', 'grow')
        if (done !== null) return done
      }
    },
  }
}

/** Where the account's own history begins, or the block before the one that made the scripts missing. */
function beginHistory(ledger: Ledger, sql: GrowthSql, chain: ChainRow, scripts: readonly ScriptId[]): void {
  const base = historyBase(ledger, sql, chain)
  if (base === null) return
  try {
    startHistory(ledger, { kind: 'history_start', scripts, base })
  } catch (error) {
    if (!(error instanceof StoreConflict)) throw error // a branch that is gone: the next rewind settles it
  }
}

function historyBase(ledger: Ledger, sql: GrowthSql, { watch, grow_from: above }: ChainRow): BlockRef | null {
  const sibling = sql.sibling.get(watch)
  const cursor = ledger.state().cursor?.height ?? 0
  const [below] = above === null ? [] : ledger.blocks.below(Math.min(above, cursor), 1)
  if (!sibling) return below ?? null
  const own = ledger.history.rows.get(sibling)
  return own === null ? (below ?? null) : own.from
}

type GrowthSql = ReturnType<typeof prepareGrowth>

function prepareGrowth(db: Database) {
  return {
    chains: db.prepare<[], ChainRow>(`${CHAIN_ROWS} ORDER BY c.id`),
    chain: db.prepare<[number], ChainRow>(`${CHAIN_ROWS} WHERE c.id = ?`),
    insertScript: db.prepare<[Buffer, string]>(
      'INSERT INTO script (script_pubkey, address) VALUES (?, ?) ON CONFLICT DO NOTHING',
    ),
    scriptId: db.prepare<[Buffer], number>('SELECT id FROM script WHERE script_pubkey = ?').pluck(),
    link: db.prepare<[number, number, number, number]>(
      'INSERT INTO watch_script (watch, script, chain, position) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    wasPaid: db.prepare<[{ script: number }]>(
      `SELECT 1 FROM output WHERE script = @script
       UNION ALL SELECT 1 FROM observation WHERE script = @script AND used = 1 LIMIT 1`,
    ),
    derived: db.prepare<[number, number]>('UPDATE account_chain SET derived_to = ? WHERE id = ?'),
    grown: db.prepare<[number]>('UPDATE account_chain SET grow_from = NULL WHERE id = ?'),
    // The one whose history was asked for with the account's, and is not stopped.
    sibling: db
      .prepare<[number], number>(
        `SELECT w.script FROM account_chain c JOIN watch_script w ON w.chain = c.id AND w.position = 0
           JOIN history h ON h.script = w.script
         WHERE c.watch = ? AND h.state <> 'stopped' ORDER BY h.from_height LIMIT 1`,
      )
      .pluck(),
  }
}
