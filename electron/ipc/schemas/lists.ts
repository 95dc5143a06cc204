/** What may come in about giving out a list. */
import { z } from 'zod'
import { type ListRequests, MAX_LIST_ROWS } from '../../../shared/ipc/lists.ts'
import { JOURNAL_FILTERS } from '../../../shared/journal-filter.ts'
import { currency } from './prices.ts'
import { manyIds, rowQuery } from './rows.ts'
import { height, past, scope, time } from './time.ts'

const MAX_ZONE = 200

const list = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('entries'), of: rowQuery, watchIds: manyIds.exactOptional() }),
  z.strictObject({
    kind: z.literal('moment'),
    height,
    group: rowQuery.shape.group,
    archived: rowQuery.shape.archived,
    text: rowQuery.shape.text,
  }),
  z.strictObject({
    kind: z.literal('transactions'),
    of: scope,
    upTo: height.exactOptional(),
    gone: z.boolean().exactOptional(),
  }),
  z.strictObject({ kind: z.literal('outputs'), of: scope, at: past.exactOptional() }),
  z.strictObject({ kind: z.literal('unspent'), watchId: z.int().positive() }),
  z.strictObject({
    kind: z.literal('journal'),
    of: scope,
    only: z.enum(JOURNAL_FILTERS).exactOptional(),
    from: time.exactOptional(),
    to: time.exactOptional(),
  }),
])

/** A validator for the request. */
export const listSchemas = {
  'lists.export': z.strictObject({
    list,
    zone: z.string().max(MAX_ZONE),
    fiat: currency.exactOptional(),
    limit: z.int().min(1).max(MAX_LIST_ROWS).exactOptional(),
  }),
} satisfies { readonly [K in keyof ListRequests]: z.ZodType<ListRequests[K]['in']> }
