/** What the scanner remembers between two starts beside the ledger: small texts by name. */
import { z } from 'zod'
import type { HistoryCosts } from '../engine/backfill/mode-choice.ts'

/** Where it is written down. */
export interface ScanMemory {
  getMeta(key: string): string | null
  setMeta(key: string, value: string): Promise<void>
}

const PAUSED = 'history-paused'
const READING_PAUSED = 'reading-paused'
const COSTS = 'history-costs'

/** Whether the filling in of history is paused. */
export function isHistoryPaused(memory: ScanMemory): boolean {
  return memory.getMeta(PAUSED) === 'yes'
}

/** Writes that down. */
export async function setHistoryPaused(memory: ScanMemory, paused: boolean): Promise<void> {
  await memory.setMeta(PAUSED, paused ? 'yes' : 'no')
}

/** Whether new blocks are left where they are. */
export function isReadingPaused(memory: ScanMemory): boolean {
  return memory.getMeta(READING_PAUSED) === 'yes'
}

/** Writes that down. */
export async function setReadingPaused(memory: ScanMemory, paused: boolean): Promise<void> {
  await memory.setMeta(READING_PAUSED, paused ? 'yes' : 'no')
}

const costsSchema = z.object({
  url: z.string(),
  scripts: z.int().min(0),
  filters: z.number().positive().exactOptional(),
  blocks: z.number().positive().exactOptional(),
})

/** What reading took on the node at `url` the last time; null where that was another one, or is not known. */
export function historyCosts(memory: ScanMemory, url: string): HistoryCosts | null {
  const text = memory.getMeta(COSTS)
  const found = text === null ? null : costsSchema.safeParse(parsed(text))
  if (!found?.success || found.data.url !== url) return null
  const { url: _, ...costs } = found.data
  return costs
}

/** Writes it down; the last node's alone is kept. */
export async function saveHistoryCosts(memory: ScanMemory, url: string, costs: HistoryCosts): Promise<void> {
  await memory.setMeta(COSTS, JSON.stringify({ url, ...costs }))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // measured again
  }
}
