/** history.page: the first page of all transactions in a ledger of a million, with figures and completeness. */

import { isOutputOf } from '../../../electron/store/output-id.ts'
import { createReadModels } from '../../../electron/store/read-models.ts'
import { LEAST_ROUNDS, measurePair } from '../measure.ts'
import { openMillion } from '../million-ledger.ts'
import type { RowDefinition } from '../types.ts'

const PAGE = 50
const ALL = { kind: 'all' } as const

/** Ours knows the scope, what was read of it and what each transaction means; the peer only what is in two tables. */
export const historyPage: RowDefinition = {
  id: 'history.page',
  what: 'first page of 50 among 1,000,000 transactions, in a ledger just opened (at most 50 ms) | the plainest SQL',
  unit: 'ms',
  better: 'lower',
  target: 1,
  limit: 50,
  async measure({ log }, signal) {
    const db = await openMillion(log)
    try {
      const plain = db.prepare(
        `SELECT t.txid, t.height, (SELECT sum(o.value) FROM output o WHERE ${isOutputOf('t.id')}),
           (SELECT sum(o.value) FROM spend s JOIN output o ON o.id = s.output WHERE s.tx = t.id)
         FROM tx t WHERE t.height IS NOT NULL ORDER BY t.height DESC, t.position DESC LIMIT ${PAGE}`,
      )
      const ours = async (): Promise<number> => {
        const models = createReadModels(db) // remembers nothing yet
        const started = performance.now()
        const coverage = models.scopeCoverage(ALL)
        const tip = models.cursor()
        if (tip === null) throw new Error('the ledger has no cursor')
        const { rows } = models.transactions.page(ALL, null, PAGE, { tip, coverage })
        if (rows.length !== PAGE) throw new Error('the page is short')
        return performance.now() - started
      }
      const peer = async (): Promise<number> => {
        const started = performance.now()
        if (plain.all().length !== PAGE) throw new Error('the page is short')
        return performance.now() - started
      }
      return await measurePair({ ours, peer, rounds: LEAST_ROUNDS, log }, signal)
    } finally {
      db.close()
    }
  },
}
