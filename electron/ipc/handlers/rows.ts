/** The rows of the portfolio: each request answered by the table. */
import type { RowsRequests } from '../../../shared/ipc/rows.ts'
import type { PortfolioTable } from '../../services/portfolio-table.ts'
import type { Handlers } from '../router-types.ts'

/** Builds the handlers. */
export function rowsHandlers(table: PortfolioTable): Pick<Handlers, keyof RowsRequests> {
  return {
    'portfolio.page': (request) => table.page(request),
    'portfolio.rows': async ({ watchIds }) => ({ rows: table.rows(watchIds) }),
    'portfolio.ids': async (request) => ({ watchIds: await table.ids(request) }),
    'portfolio.locate': (request) => table.locate(request),
    'portfolio.sum': ({ watchIds }) => table.sum(watchIds),
    'portfolio.place': (place) => table.place(place),
  }
}
