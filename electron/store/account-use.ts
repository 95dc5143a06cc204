/** Which addresses of accounts were ever paid: noted in the transaction that tells it, whoever told it. */
import { assertNever } from '../../shared/assert-never.ts'
import { growTo, type Width } from '../engine/accounts/gap-limit.ts'
import type { MatchedTx, ScanUpdate, ScriptId } from '../engine/ports.ts'
import type { Database } from './sqlite.ts'

/** A chain as it is stored. */
export interface ChainRow {
  readonly id: number
  readonly watch: number
  readonly chain: number
  readonly descriptor: string
  readonly derived_to: number
  readonly used_to: number
  readonly grow_from: number | null
  readonly ranged: number
  readonly gap_limit: number
  readonly lookahead: number
}

/** The chains with the widths of their accounts. */
export const CHAIN_ROWS = `SELECT c.id, c.watch, c.chain, c.descriptor, c.derived_to, c.used_to, c.grow_from,
    a.ranged, a.gap_limit, a.lookahead
  FROM account_chain c JOIN account a ON a.watch = c.watch`

/** How wide the account of a chain looks. */
export function widthOf(row: Pick<ChainRow, 'ranged' | 'gap_limit' | 'lookahead'>): Width {
  return { ranged: row.ranged === 1, gapLimit: row.gap_limit, lookahead: row.lookahead }
}

/** To where the chain has to grow; null where it is wide enough. */
export function growthOf(row: ChainRow): number | null {
  return growTo({ usedTo: row.used_to, derivedTo: row.derived_to }, widthOf(row))
}

export interface AccountUse {
  /**
   * The scripts were paid. `above`: what their chains lack now matters for the blocks above this height; null where that
   * is no matter of blocks.
   */
  note(scripts: Iterable<ScriptId>, above: number | null): void
  /** The same for all that an update pays. */
  noteUpdate(update: ScanUpdate): void
}

/** The statements, prepared once. Runs inside the caller's transaction. */
export function createAccountUse(db: Database): AccountUse {
  const any = db.prepare('SELECT 1 FROM account LIMIT 1')
  const places = db.prepare<[number], { chain: number; position: number }>(
    'SELECT chain, position FROM watch_script WHERE script = ? AND chain IS NOT NULL',
  )
  const chain = db.prepare<[number], ChainRow>(`${CHAIN_ROWS} WHERE c.id = ?`)
  const use = db.prepare<[number, number | null, number]>(
    'UPDATE account_chain SET used_to = ?, grow_from = ? WHERE id = ?',
  )

  function noteOne(script: ScriptId, above: number | null): void {
    for (const { chain: id, position } of places.all(script)) {
      const row = chain.get(id)
      if (!row || row.used_to > position) continue
      const next = { ...row, used_to: position + 1 }
      const lowest = Math.min(above ?? Infinity, row.grow_from ?? Infinity)
      const from = growthOf(next) === null || lowest === Infinity ? row.grow_from : lowest
      use.run(next.used_to, from, id)
    }
  }

  function note(scripts: Iterable<ScriptId>, above: number | null): void {
    for (const script of scripts) noteOne(script, above)
  }

  return {
    note: (scripts, above) => {
      if (any.get() !== undefined) note(scripts, above)
    },
    noteUpdate: (update) => {
      if (any.get() === undefined) return
      for (const { scripts, above } of paymentsOf(update)) note(scripts, above)
    },
  }
}

interface Payments {
  readonly scripts: ReadonlySet<ScriptId>
  /** The height below the block. */
  readonly above: number
}

function paymentsOf(update: ScanUpdate): readonly Payments[] {
  switch (update.kind) {
    case 'connect':
    case 'join':
    case 'history':
      return update.blocks.map(({ header, txs }) => ({ scripts: paidBy(txs), above: header.height - 1 }))
    case 'mempool':
      return [{ scripts: paidBy(update.seen), above: update.tip.height }]
    case 'snapshot':
      return [{ scripts: new Set(update.outputs.map(({ script }) => script)), above: update.at.height }]
    case 'rewind':
    case 'abandon':
    case 'headers':
    case 'history_start':
    case 'history_stop':
    case 'history_resume':
    case 'history_base':
    case 'history_arrive':
      return []
    default:
      return assertNever(update)
  }
}

function paidBy(txs: readonly MatchedTx[]): ReadonlySet<ScriptId> {
  return new Set(txs.flatMap(({ outputs }) => outputs.map(({ script }) => script)))
}
