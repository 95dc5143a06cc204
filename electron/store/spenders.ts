/**
 * From an output to the transactions that spend it. The one in a block is named by the output's own row, nearly always;
 * an index leads to all others: those of the mempool, and those that are in no block any more (docs/adr/0016).
 */

/** In SQL: rows of `spend` (by that alias) of an output that its row does not name. Every pending one is among them. */
export const isUnmarkedOf = (output: string, spend: string): string =>
  `${spend}.output = ${output} AND ${spend}.marked = 0`

/** A query of all transactions, each once, that spend the output. */
export const spendersOf = (output: string): string =>
  `SELECT us.tx FROM spend us WHERE ${isUnmarkedOf(output, 'us')}
   UNION SELECT uo.spent FROM output uo WHERE uo.id = ${output} AND uo.spent IS NOT NULL`

/** The same of all that transaction `tx` spends, itself among them. */
export const rivalsOf = (tx: string): string =>
  `SELECT rs.tx FROM spend rm JOIN spend rs ON ${isUnmarkedOf('rm.output', 'rs')} WHERE rm.tx = ${tx}
   UNION SELECT ro.spent FROM spend rm JOIN output ro ON ro.id = rm.output
     WHERE rm.tx = ${tx} AND ro.spent IS NOT NULL`
