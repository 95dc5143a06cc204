/** Validators of the requests about imports and exports. */
import { z } from 'zod'
import {
  EXPORT_FORMS,
  IMPORT_LIMITS,
  type ImportRequests,
  SCRIPT_CHOICES,
} from '../../../shared/ipc/imports.ts'

const MAX_NAME = 200
const MAX_COLUMN = 1_000
const place = z.int().min(0).max(IMPORT_LIMITS.lines)
const column = z.int().min(0).max(MAX_COLUMN)
const scriptType = z.enum(SCRIPT_CHOICES)

const file = {
  name: z.string().max(1_000),
  text: z.string().max(IMPORT_LIMITS.bytes).exactOptional(),
  base64: z
    .string()
    .max(Math.ceil(IMPORT_LIMITS.bytes / 3) * 4)
    .exactOptional(),
  columns: z
    .strictObject({
      header: z.boolean(),
      address: column,
      label: column.nullable(),
      group: column.nullable(),
      note: column.nullable(),
      birthday: column.nullable(),
    })
    .exactOptional(),
  choices: z
    .strictObject({
      all: scriptType.exactOptional(),
      single: z
        .array(z.strictObject({ entry: place, scriptType }))
        .max(IMPORT_LIMITS.accounts)
        .exactOptional(),
    })
    .exactOptional(),
}

/** One a request. */
export const importSchemas = {
  'imports.preview': z.strictObject(file),
  'imports.apply': z.strictObject({
    ...file,
    group: z.string().max(MAX_NAME).exactOptional(),
    without: z.array(place).max(IMPORT_LIMITS.lines).exactOptional(),
  }),
  'exports.make': z.strictObject({
    form: z.enum(EXPORT_FORMS),
    archived: z.boolean(),
    group: z.string().max(MAX_NAME).exactOptional(),
  }),
} satisfies { readonly [K in keyof ImportRequests]: z.ZodType<ImportRequests[K]['in']> }
