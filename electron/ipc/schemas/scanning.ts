/** Validators of the requests about the scanner's work beside the tip. */
import { z } from 'zod'

export const scanningSchemas = {
  'history.pause': z.strictObject({ paused: z.boolean() }),
}
