/** What may come in about keys that are not watched yet. */
import { z } from 'zod'
import { DOCTOR_RANGE } from '../../../shared/ipc/doctor.ts'

/** A descriptor of twenty cosigners with their origins fits. */
const MAX_LINE = 10_000
const TYPES = ['p2pk', 'p2pkh', 'p2sh', 'p2wpkh', 'p2wsh', 'p2tr', 'witness', 'other'] as const

const line = z.string().max(MAX_LINE)

/** The validators of these requests. */
export const doctorSchemas = {
  'account.preview': z.strictObject({ line, scriptType: z.enum(TYPES).exactOptional() }),
  'doctor.run': z.strictObject({
    line,
    range: z.int().min(DOCTOR_RANGE.min).max(DOCTOR_RANGE.max).exactOptional(),
  }),
}
