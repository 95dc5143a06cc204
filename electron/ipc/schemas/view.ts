/** Validators of the requests about how things are shown. */
import { z } from 'zod'
import { LANGUAGE_CHOICES, THEMES, UNITS } from '../../../shared/view.ts'

export const viewSchemas = {
  'view.get': z.strictObject({}),
  'view.set': z.strictObject({
    language: z.enum(LANGUAGE_CHOICES),
    theme: z.enum(THEMES),
    unit: z.enum(UNITS),
    hideAmounts: z.boolean(),
  }),
}
