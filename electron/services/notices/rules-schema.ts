/** The form of the rules, for the file and for what comes in. */
import { z } from 'zod'
import { MAX_SATS } from '../../../shared/amounts.ts'
import { NOTICE_LIMITS, type NoticeRules } from '../../../shared/notices.ts'

const MAX_NAME = 200
const MAX_URL = 2_000
const { hours, percent, balances } = NOTICE_LIMITS

/** Rules as a request or the file has them. */
export const noticeRules: z.ZodType<NoticeRules> = z.strictObject({
  payments: z.boolean(),
  spends: z.boolean(),
  unverifiedHours: z.int().min(hours.min).max(hours.max).nullable(),
  providerErrors: z.int().min(percent.min).max(percent.max).nullable(),
  balances: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(MAX_NAME),
        of: z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('all') }),
          z.strictObject({ kind: z.literal('group'), group: z.string().max(MAX_NAME) }),
          z.strictObject({ kind: z.literal('watch'), watchId: z.int().positive() }),
        ]),
        check: z.enum(['below', 'unlike']),
        sats: z.int().min(0).max(MAX_SATS),
      }),
    )
    .max(balances),
  local: z.boolean(),
  amounts: z.boolean(),
  webhook: z
    .strictObject({
      url: z.string().min(1).max(MAX_URL),
      consent: z.boolean(),
      amounts: z.boolean(),
      entries: z.boolean(),
    })
    .nullable(),
})
