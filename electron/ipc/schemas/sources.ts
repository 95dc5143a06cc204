/** What may come in about the providers' doings. */
import { z } from 'zod'
import type { RequestInput } from '../../../shared/ipc/contract.ts'
import type { SourcesRequests } from '../../../shared/ipc/sources.ts'

/** A validator for each of these requests. */
export const sourcesSchemas = {
  'sources.activity': z.strictObject({}),
} satisfies { readonly [K in keyof SourcesRequests]: z.ZodType<RequestInput<K>> }
