/** What may come in about a past moment. */
import { z } from 'zod'
import type { RequestInput } from '../../../shared/ipc/contract.ts'
import type { MomentRequests } from '../../../shared/ipc/moment.ts'
import { MAX_HEIGHT } from './accounts.ts'

const MAX_NAME = 200
const MAX_TEXT = 10_000
const MAX_PLACE = 10_000_000
const MAX_PAGE = 1_000

/** A validator for each of these requests. */
export const momentSchemas = {
  'moment.read': z.strictObject({
    height: z.int().min(0).max(MAX_HEIGHT),
    group: z.string().max(MAX_NAME).nullable(),
    archived: z.boolean(),
    text: z.string().max(MAX_TEXT),
    ask: z.boolean(),
    offset: z.int().min(0).max(MAX_PLACE),
    limit: z.int().min(1).max(MAX_PAGE),
  }),
  'moment.entry': z.strictObject({
    watchId: z.int().positive(),
    height: z.int().min(0).max(MAX_HEIGHT),
  }),
} satisfies { readonly [K in keyof MomentRequests]: z.ZodType<RequestInput<K>> }
