/**
 * How node and providers are doing, written down now and then for a reader beside the running app and for the time
 * after it. No login and no key is part of a status, and none is written here.
 */
import { z } from 'zod'
import type { ProviderStatus } from '../../shared/ipc/contract.ts'
import { CALL_PROBLEMS } from '../../shared/ipc/sources.ts'
import { NODE_PROBLEMS, type NodeStatus } from '../../shared/node-problem.ts'
import { isSaid, type Said } from '../../shared/said.ts'
import type { Clock } from '../engine/ports.ts'
import type { SourceStore } from '../store/source-store.ts'

/** What was written down last. */
export interface RememberedStatuses {
  readonly at: number
  readonly node: NodeStatus
  readonly providers: readonly ProviderStatus[]
}

export interface StatusMemoryOptions {
  readonly sources: Pick<SourceStore, 'getMeta' | 'setMeta'>
  readonly clock: Clock
  readonly node: () => NodeStatus
  readonly providers: () => readonly ProviderStatus[]
  readonly onFault: (error: unknown) => void
}

export interface StatusMemory {
  /** Something may have changed: it is written down a second later, or when the last time is 10 s ago. */
  noticed(): void
  /** Writes the last state down; nothing is written after that. */
  close(): Promise<void>
}

const KEY = 'door-statuses'
const WRITE_EVERY_MS = 10_000
/** What changes together is written together. */
const SETTLE_MS = 1_000
/** A budget fills again, and a pause ends: what is older says nothing of them. */
const FRESH_MS = 60_000

/** Builds it; nothing is written before something was noticed. */
export function createStatusMemory(options: StatusMemoryOptions): StatusMemory {
  const { sources, clock, onFault } = options
  let writtenAt = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | null = null
  let closed = false

  async function write(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    writtenAt = performance.now()
    const now = { at: clock.now(), node: options.node(), providers: options.providers() }
    await sources.setMeta(KEY, JSON.stringify(withKnown(now, rememberedStatuses(sources))))
  }

  return {
    noticed: () => {
      if (closed || timer !== null) return
      const wait = writtenAt + WRITE_EVERY_MS - performance.now()
      timer = setTimeout(() => void write().catch(onFault), Math.max(SETTLE_MS, wait)).unref()
    },
    close: async () => {
      if (closed) return
      closed = true
      await write().catch(onFault)
    },
  }
}

/** Whoever was not asked by this process is as it was when one asked it. */
function withKnown(now: RememberedStatuses, before: RememberedStatuses | null): RememberedStatuses {
  if (before === null) return now
  const known = new Map(before.providers.map((status) => [status.url, status]))
  const sameNode = now.node.kind === 'connecting' && 'url' in before.node && before.node.url === now.node.url
  return {
    at: now.at,
    node: sameNode ? before.node : now.node,
    providers: now.providers.map((status) =>
      status.state === 'unasked' ? (known.get(status.url) ?? status) : status,
    ),
  }
}

/** What the host that owns the data folder wrote down last; null where none did, or not in a form that is known. */
export function rememberedStatuses(sources: Pick<SourceStore, 'getMeta'>): RememberedStatuses | null {
  const text = sources.getMeta(KEY)
  return text === null ? null : (written.safeParse(jsonOf(text)).data ?? null)
}

/** The statuses as they can be told at `now`: what has passed since is left out. */
export function tellable({ at, providers }: RememberedStatuses, now: number): readonly ProviderStatus[] {
  const fresh = now - at < FRESH_MS
  return providers.map(({ health, ...status }) => {
    if (health === undefined) return status
    const { skipped } = health
    const over = skipped !== null && (skipped.until === null ? !fresh : skipped.until <= now)
    const left = fresh ? health.budgetLeft : null
    return { ...status, health: { ...health, budgetLeft: left, skipped: over ? null : skipped } }
  })
}

/** A provider of which nothing is known. */
export function unasked({ id, url }: Pick<ProviderStatus, 'id' | 'url'>): ProviderStatus {
  return { id, url, state: 'unasked', lastSuccessAt: null, lastError: null, latencyMs: null, tipHeight: null }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // of no known form, like any other text that is none of ours
  }
}

const figure = z.number().nullable()

const health = z.object({
  family: z.string(),
  p50Ms: figure,
  p95Ms: figure,
  tipLag: figure,
  budgetLeft: figure,
  skipped: z
    .object({ reason: z.enum(['left_alone', 'lying', 'failing', 'behind', 'budget']), until: figure })
    .nullable(),
})

const provider = z.object({
  id: z.string(),
  url: z.string(),
  state: z.enum(['unasked', 'ok', 'failing']),
  lastSuccessAt: figure,
  lastError: z
    .object({
      at: z.number(),
      message: z.string(),
      said: z.custom<Said>(isSaid).exactOptional(),
      problem: z.enum(CALL_PROBLEMS).exactOptional(),
    })
    .nullable(),
  latencyMs: figure,
  tipHeight: figure,
  health: health.exactOptional(),
})

const features = z.object({
  version: z.number(),
  subversion: z.string(),
  pruned: z.boolean(),
  pruneHeight: figure,
  rest: z.boolean(),
  blockFilterIndex: z.enum(['absent', 'building', 'synced']),
  zmq: z.array(z.string()),
  waitTakesTip: z.boolean(),
})

const node = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('not_set') }),
  z.object({ kind: z.literal('off') }),
  z.object({ kind: z.literal('connecting'), url: z.string() }),
  z.object({
    kind: z.literal('ok'),
    url: z.string(),
    blocks: z.number(),
    headers: z.number(),
    bestHash: z.string(),
    initialDownload: z.boolean(),
    features,
    answeredAt: z.number(),
  }),
  z.object({
    kind: z.literal('problem'),
    url: z.string(),
    problem: z.enum(NODE_PROBLEMS),
    message: z.string(),
    since: z.number(),
    answeredAt: figure,
  }),
])

const written: z.ZodType<RememberedStatuses> = z.object({
  at: z.number(),
  node,
  providers: z.array(provider),
})
