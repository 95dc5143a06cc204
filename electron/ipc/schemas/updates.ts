/** Validators of the requests about newer versions. */
import { z } from 'zod'
import type { RequestInput } from '../../../shared/ipc/contract.ts'
import type { UpdateRequests } from '../../../shared/ipc/updates.ts'

const empty = z.strictObject({})

/** A validator for each of these requests. */
export const updateSchemas = {
  'update.get': empty,
  'update.setConsent': z.strictObject({ consent: z.boolean() }),
  'update.check': empty,
  'update.download': empty,
  'update.install': empty,
} satisfies { readonly [K in keyof UpdateRequests]: z.ZodType<RequestInput<K>> }
