/** What may come in about transactions, past balances and statements. */
import { z } from 'zod'
import type { RequestInput } from '../../../shared/ipc/contract.ts'
import type { TimeRequests } from '../../../shared/ipc/time.ts'
import type { ToldHistoryRequests } from '../../../shared/ipc/told-history.ts'
import { JOURNAL_FILTERS } from '../../../shared/journal-filter.ts'
import { currency } from './prices.ts'

const MAX_WATCHES = 10_000
const MAX_NAME = 200
const MAX_PLACE = 120
const MAX_PAGE = 1_000
/** As in the other schemas: above it a lock time is no height any more. */
const MAX_HEIGHT = 499_999_999
/** The last instant that a date can name. */
const MAX_TIME = 8.64e15

export const scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all'), archived: z.boolean().exactOptional() }),
  z.strictObject({ kind: z.literal('group'), group: z.string().max(MAX_NAME) }),
  z.strictObject({ kind: z.literal('watches'), watchIds: z.array(z.int().positive()).max(MAX_WATCHES) }),
])

/** Ms since 1970. */
export const time = z.int().min(0).max(MAX_TIME)
export const height = z.int().min(0).max(MAX_HEIGHT)
export const past = z.union([z.strictObject({ height }), z.strictObject({ time })])
const place = z.string().max(MAX_PLACE)
const limit = z.int().min(1).max(MAX_PAGE)

/** A validator for each of these requests. */
export const timeSchemas = {
  'transactions.list': z.strictObject({
    of: scope,
    before: place.exactOptional(),
    limit,
    gone: z.boolean().exactOptional(),
    upTo: height.exactOptional(),
  }),
  'transactions.detail': z.strictObject({
    txid: z.string().regex(/^[0-9a-f]{64}$/),
    upTo: height.exactOptional(),
  }),
  'outputs.list': z.strictObject({
    of: scope,
    at: past.exactOptional(),
    before: place.exactOptional(),
    limit,
  }),
  'series.read': z.discriminatedUnion('unit', [
    z.strictObject({ of: scope, unit: z.literal('block'), from: height, to: height }),
    z.strictObject({
      of: scope,
      unit: z.enum(['day', 'week', 'month']),
      from: time,
      to: time,
      upTo: height.exactOptional(),
      zone: z.string().max(MAX_NAME),
    }),
  ]),
  'journal.list': z.strictObject({
    of: scope,
    before: place.exactOptional(),
    limit,
    only: z.enum(JOURNAL_FILTERS).exactOptional(),
    from: time.exactOptional(),
    to: time.exactOptional(),
  }),
  'statement.make': z.strictObject({
    of: scope,
    from: past,
    to: past,
    format: z.enum(['csv', 'json']),
    zone: z.string().max(MAX_NAME),
    fiat: currency.exactOptional(),
  }),
  'history.ask': z.strictObject({ of: scope }),
  'time.block': z.strictObject({ time }),
} satisfies { readonly [K in keyof (TimeRequests & ToldHistoryRequests)]: z.ZodType<RequestInput<K>> }
