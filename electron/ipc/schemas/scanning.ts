/** Validators of the requests about the scanner's work beside the tip. */
import { z } from 'zod'

export const scanningSchemas = {
  'scan.pause': z.strictObject({ paused: z.boolean() }),
  'history.pause': z.strictObject({ paused: z.boolean() }),
}
