/** What may come in about rules and notices. */
import { z } from 'zod'
import type { RequestInput } from '../../../shared/ipc/contract.ts'
import type { NoticesRequests } from '../../../shared/ipc/notices.ts'
import { noticeRules } from '../../services/notices/rules-schema.ts'

const MAX_PAGE = 1_000

/** A validator for each of these requests. */
export const noticeSchemas = {
  'notices.list': z.strictObject({
    before: z.int().positive().exactOptional(),
    limit: z.int().min(1).max(MAX_PAGE),
  }),
  'notices.markSeen': z.strictObject({ upTo: z.int().min(0) }),
  'notices.rules': z.strictObject({}),
  'notices.setRules': noticeRules,
  'notices.newWebhookKey': z.strictObject({}),
  'notices.testWebhook': z.strictObject({}),
} satisfies { readonly [K in keyof NoticesRequests]: z.ZodType<RequestInput<K>> }
