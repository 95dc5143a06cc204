/** series.day: fifteen years by day of a ledger of a million transactions. */
import { createSeriesService } from '../../../electron/services/series-service.ts'
import { createReadModels } from '../../../electron/store/read-models.ts'
import { LEAST_ROUNDS, measurePair } from '../measure.ts'
import { MILLION_SPAN, openMillion } from '../million-ledger.ts'
import type { RowDefinition } from '../types.ts'

const DAYS = 5_000

/** The peer knows neither zones nor median times nor gaps: it only adds up what came and went on each UTC day. */
export const seriesDay: RowDefinition = {
  id: 'series.day',
  what: '15 years by day of 1,000,000 transactions, in a ledger just opened (at most 300 ms) | the plainest SQL',
  unit: 'ms',
  better: 'lower',
  target: 1,
  limit: 300,
  async measure({ log }, signal) {
    const db = await openMillion(log)
    try {
      const plain = db.prepare(
        `SELECT b.time / 86400, sum(c.change) FROM (
           SELECT height, value AS change FROM output
           UNION ALL SELECT t.height, -o.value FROM output o JOIN tx t ON t.id = o.spent) c
         JOIN block b ON b.height = c.height GROUP BY 1 ORDER BY 1`,
      )
      const ours = async (): Promise<number> => {
        const series = createSeriesService({ models: createReadModels(db), portfolio: { list: () => [] } })
        const started = performance.now()
        const { points } = series({
          of: { kind: 'all' },
          unit: 'day',
          ...MILLION_SPAN,
          zone: 'Europe/Berlin',
        })
        if (points.length < DAYS) throw new Error('days are missing')
        return performance.now() - started
      }
      const peer = async (): Promise<number> => {
        const started = performance.now()
        if (plain.all().length < DAYS) throw new Error('days are missing')
        return performance.now() - started
      }
      return await measurePair({ ours, peer, rounds: LEAST_ROUNDS, log }, signal)
    } finally {
      db.close()
    }
  },
}
