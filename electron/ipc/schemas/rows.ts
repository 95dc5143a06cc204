/** What may come in about the rows of the portfolio. */
import { z } from 'zod'
import { type RowsRequests, SORT_COLUMNS } from '../../../shared/ipc/rows.ts'
import { LABEL_LIMITS } from '../../../shared/labels.ts'

const MAX_PAGE = 1_000
const MAX_TEXT = 500

const id = z.int().positive()
const place = { group: z.string().max(LABEL_LIMITS.group).nullable(), archived: z.boolean() }
/** Which rows, in which order. */
export const rowQuery = z.strictObject({
  ...place,
  text: z.string().max(MAX_TEXT),
  sort: z
    .strictObject({ column: z.enum(SORT_COLUMNS), direction: z.enum(['ascending', 'descending']) })
    .nullable(),
})
const from = z.int().min(0)

/** Ids of entries: of all that a portfolio may hold. */
export const manyIds = z.array(id).max(1_000_000)

/** A validator for each of these requests. */
export const rowsSchemas = {
  'portfolio.page': z.strictObject({ of: rowQuery, from, limit: z.int().min(1).max(MAX_PAGE) }),
  'portfolio.rows': z.strictObject({ watchIds: z.array(id).max(MAX_PAGE) }),
  'portfolio.ids': z.strictObject({
    of: rowQuery,
    from: from.exactOptional(),
    limit: z.int().min(1).exactOptional(),
  }),
  'portfolio.locate': z.strictObject({
    of: rowQuery,
    find: z.union([
      z.strictObject({ watchId: id }),
      z.strictObject({ startsWith: z.string().max(MAX_TEXT), after: z.int().min(-1) }),
    ]),
  }),
  'portfolio.sum': z.strictObject({ watchIds: manyIds }),
  'portfolio.place': z.strictObject(place),
} satisfies { readonly [K in keyof RowsRequests]: z.ZodType<RowsRequests[K]['in']> }
