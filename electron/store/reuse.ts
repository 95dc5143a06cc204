/**
 * Addresses that were paid more than once: everybody can see that these payments belong together. In SQL, for statements
 * whose output is `o`. What own data does not hold is not seen here: it says what is known to be reused, and no more.
 */

/** The address of `o` was paid by another transaction, too: in a block or pending; `upTo` (a parameter) bounds the blocks. */
export function paidAgain(upTo: string | null): string {
  const seen = upTo === null ? '(q.height IS NOT NULL OR q.seen_at IS NOT NULL)' : `q.height <= ${upTo}`
  return `EXISTS (SELECT 1 FROM output r CROSS JOIN tx q ON q.id = r.tx
    WHERE r.script = o.script AND r.tx <> o.tx AND ${seen})`
}

/**
 * A transaction that came before the one of `o` had paid its address: `@height` and `@position` are the latter's place in
 * the blocks, `@seenAt` (with a null height) since when it is pending.
 */
export const PAID_BEFORE = `EXISTS (SELECT 1 FROM output r CROSS JOIN tx q ON q.id = r.tx
    WHERE r.script = o.script AND r.tx <> o.tx AND CASE
      WHEN @height IS NULL THEN q.height IS NOT NULL OR q.seen_at < @seenAt
      ELSE q.height < @height OR (q.height = @height AND q.position < @position) END)`
