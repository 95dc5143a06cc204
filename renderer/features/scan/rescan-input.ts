/** From the rescan form's fields to what the host takes. */
import type { HistoryStartPoint } from '../../../shared/ipc/contract.ts'

/** The fields as typed. */
export interface RescanFields {
  readonly kind: 'first_possible' | 'date' | 'height'
  /** `YYYY-MM-DD`, or empty. */
  readonly date: string
  readonly height: string
}

/** Where to start; null when what is typed is no day since the first block and no height. */
export function startOf({ kind, date, height }: RescanFields): HistoryStartPoint | null {
  if (kind === 'first_possible') return 'first_possible'
  if (kind === 'date') return /^\d{4}-\d\d-\d\d$/.test(date) && date >= '2009-01-03' ? { date } : null
  const digits = height.trim().replaceAll(/[\s,]/g, '')
  return /^\d{1,8}$/.test(digits) ? { height: Number(digits) } : null
}
