import type { RowDefinition } from '../types.ts'
import { poolMedian } from './pool-median.ts'
import { scanJson } from './scan-json.ts'

/** Every row, in the order in which they run. */
export const ROWS: readonly RowDefinition[] = [scanJson, poolMedian]
