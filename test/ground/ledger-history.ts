/** The whole history that a ledger holds, filled in and told line by line, for comparison with what others say it is. */
import { createHistoryFiller } from '../../electron/engine/backfill/history-filler.ts'
import type { FilterSource } from '../../electron/engine/filters/filter-source.ts'
import type { ChainSource } from '../../electron/engine/ports.ts'
import { ledgerFile } from '../../electron/host.ts'
import { openDatabase } from '../../electron/store/open-database.ts'
import type { Store } from '../../electron/store/open-store.ts'
import type { BlockRef } from '../../shared/chain.ts'

const NEVER = new AbortController().signal
const MOST_STEPS = 5_000

/**
 * Reads the history of everything watched from `base` on, until nothing is left to read: by these filters alone, or where
 * none are given by blocks. Throws where that never ends.
 */
export async function fillWholeHistory(
  store: Store,
  chain: ChainSource,
  base: BlockRef,
  filters?: FilterSource,
): Promise<void> {
  const clock = { now: () => Date.now() }
  const how = filters ? ({ filters, only: 'filters' } as const) : { filters: noFilters() }
  const filler = createHistoryFiller({ chain, store: store.scan, clock, sliceMs: 50, ...how })
  const scripts = store.portfolio.scriptsOf().map(({ scriptId }) => scriptId)
  await store.scan.apply({ kind: 'history_start', scripts, base })
  for (let steps = 0; (await filler.step(NEVER)).kind !== 'idle'; steps++)
    if (steps > MOST_STEPS) throw new Error('the history never ends')
  await filler.close()
}

/** As on a node without the index. */
function noFilters(): FilterSource {
  const none = (): never => {
    throw new Error('there are no filters')
  }
  return { index: async () => ({ kind: 'absent' }), headerOf: none, filters: none }
}

/** "address txid:vout value height spender height" of every confirmed output; "- -" where nobody has spent it. */
export function toldHistory(dataDir: string): readonly string[] {
  const db = openDatabase(ledgerFile(dataDir), { readOnly: true })
  try {
    return db
      .prepare<[], { line: string }>(
        `SELECT s.address || ' ' || lower(hex(t.txid)) || ':' || o.vout || ' ' || o.value || ' ' || o.height || ' ' ||
           CASE WHEN p.txid IS NULL THEN '-' ELSE lower(hex(p.txid)) END || ' ' || coalesce(p.height, '-') AS line
         FROM output o JOIN script s ON s.id = o.script JOIN tx t ON t.id = o.tx LEFT JOIN tx p ON p.id = o.spent
         WHERE o.height IS NOT NULL`,
      )
      .all()
      .map(({ line }) => line.replaceAll(TXID, (hex) => Buffer.from(hex, 'hex').reverse().toString('hex')))
  } finally {
    db.close()
  }
}

/** A txid, and no script: behind a space. */
const TXID = /(?<= )[0-9a-f]{64}(?=[: ])/g
