import { z } from 'zod'
import { type AccountRequests, GAP_LIMITS } from '../../../shared/ipc/accounts.ts'

/** Above it a lock time is no height any more. */
export const MAX_HEIGHT = 499_999_999
const MAX_PAGE = 1_000
const MAX_INDEX = 0x8000_0000

const watchId = z.int().positive()

/** How many unused addresses in a row end a chain. */
export const gapLimit = z.int().min(GAP_LIMITS.min).max(GAP_LIMITS.max)

/** A height or a day. */
export const birthday = z.union([
  z.strictObject({ height: z.int().min(0).max(MAX_HEIGHT) }),
  z.strictObject({ date: z.iso.date() }),
])

const addresses = {
  watchId,
  chain: z.int().min(0).max(MAX_PAGE).exactOptional(),
  from: z.int().min(0).max(MAX_INDEX),
  limit: z.int().min(1).max(MAX_PAGE),
}

/** What may be asked about accounts. */
export const accountSchemas = {
  'account.addresses': z.strictObject(addresses),
  'account.addressesAt': z.strictObject({ ...addresses, height: z.int().min(0).max(MAX_HEIGHT) }),
  'account.detail': z.strictObject({ watchId }),
  'account.setGap': z.strictObject({ watchId, gapLimit }),
} satisfies { readonly [K in keyof AccountRequests]: z.ZodType<AccountRequests[K]['in']> }
