/**
 * The number of an output's row says which output it is: the row of its transaction and its place there. So neither a
 * column nor an index is needed to get from one to the other, and a transaction's outputs lie side by side.
 */

/** More outputs than a transaction can have: each takes 9 bytes at least, of 4 MB at most. */
const PLACES = 2 ** 20

/** The row of output `vout` of the transaction in row `tx`. Throws a RangeError for a place that no output can have. */
export function outputId(tx: number, vout: number): number {
  if (!Number.isInteger(vout) || vout < 0 || vout >= PLACES)
    throw new RangeError(`no output has place ${vout}`)
  return tx * PLACES + vout
}

/** In SQL: whether `id` is an output of the transaction in row `tx`. */
export function isOutputOf(tx: string, id = 'o.id'): string {
  return `${id} BETWEEN (${tx}) * ${PLACES} AND (${tx}) * ${PLACES} + ${PLACES - 1}`
}
