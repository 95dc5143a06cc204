/** Validators of the requests about how things are shown. */
import { z } from 'zod'
import { explorerOf } from '../../../shared/explorer.ts'
import { LANGUAGE_CHOICES, THEMES, UNITS } from '../../../shared/view.ts'

const MAX_URL = 500

export const viewSchemas = {
  'view.get': z.strictObject({}),
  'view.set': z.strictObject({
    language: z.enum(LANGUAGE_CHOICES),
    theme: z.enum(THEMES),
    unit: z.enum(UNITS),
    hideAmounts: z.boolean(),
    explorer: z
      .string()
      .max(MAX_URL)
      .refine((text) => text === '' || explorerOf(text) !== null),
  }),
}
