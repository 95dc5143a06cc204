/** Validators of the requests about Tidemark itself, and about links. */
import { z } from 'zod'
import type { RequestInput } from '../../../shared/ipc/contract.ts'
import type { DiagnosticsRequests } from '../../../shared/ipc/diagnostics.ts'
import type { LinkRequests } from '../../../shared/ipc/links.ts'

const MAX_LINES = 5_000
const MAX_NAME = 200
/** Longer than any link that is read, so that the answer can say why it is not. */
const MAX_LINK_TEXT = 20_000
const empty = z.strictObject({})

/** A validator for each of these requests. */
export const diagnosticsSchemas = {
  'log.tail': z.strictObject({ limit: z.int().min(1).max(MAX_LINES) }),
  'about.versions': empty,
  'data.wipePlan': empty,
  'data.wipe': z.strictObject({
    plan: z.strictObject({ settings: z.boolean(), copies: z.boolean() }).nullable(),
    confirm: z.string().max(MAX_NAME),
  }),
  'link.read': z.strictObject({ text: z.string().max(MAX_LINK_TEXT) }),
  'link.take': empty,
} satisfies { readonly [K in keyof (DiagnosticsRequests & LinkRequests)]: z.ZodType<RequestInput<K>> }
