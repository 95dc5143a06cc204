/** The last failovers, written down for the time after a restart. No address, no login and no key is in them. */
import { z } from 'zod'
import { CALL_PROBLEMS, type Failover } from '../../../shared/ipc/sources.ts'
import type { SourceStore } from '../../store/source-store.ts'

export interface FailoverMemory {
  /** Those of earlier runs, oldest first; none where nothing was written, or not in a form that is known. */
  load(): readonly Failover[]
  /** These are all by now, oldest first: the newest of them are written down within 10 s. */
  changed(failovers: readonly Failover[]): void
  /** Writes what is not yet written; nothing is written after that. */
  close(): Promise<void>
}

const KEY = 'last-failovers'
/** Each is some hundred bytes, and all are written anew. */
const WRITTEN = 50
/** Where a provider fails, it fails often. */
const WRITE_EVERY_MS = 10_000

const written: z.ZodType<readonly Failover[]> = z.array(
  z.object({
    at: z.number(),
    from: z.array(z.object({ id: z.string(), problem: z.enum(CALL_PROBLEMS) })),
    to: z.string().nullable(),
    count: z.int().positive(),
  }),
)

/** Keeps them in the store; a write that fails is reported, never thrown at who asked. */
export function createFailoverMemory(
  sources: Pick<SourceStore, 'getMeta' | 'setMeta'>,
  onFault: (error: unknown) => void,
): FailoverMemory {
  let waiting: readonly Failover[] | null = null
  let timer: NodeJS.Timeout | null = null
  let closed = false

  async function write(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (waiting === null) return
    const text = JSON.stringify(waiting.slice(-WRITTEN))
    waiting = null
    await sources.setMeta(KEY, text)
  }

  return {
    load: () => rememberedFailovers(sources),
    changed(failovers) {
      if (closed) return
      waiting = failovers
      timer ??= setTimeout(() => void write().catch(onFault), WRITE_EVERY_MS).unref()
    },
    async close() {
      closed = true
      await write().catch(onFault)
    },
  }
}

/** What the host that owns the data folder wrote down, oldest first. */
export function rememberedFailovers(sources: Pick<SourceStore, 'getMeta'>): readonly Failover[] {
  const text = sources.getMeta(KEY)
  if (text === null) return []
  try {
    return written.safeParse(JSON.parse(text)).data ?? []
  } catch {
    return [] // of no known form, like any other text that is none of ours
  }
}
