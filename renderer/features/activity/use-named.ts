/** The entries that a typed text stands for, as the scope of a question. */
import type { RequestInput } from '../../../shared/ipc/contract.ts'
import type { Scope } from '../../../shared/ipc/time.ts'
import type { Fetched } from '../../components/async-list.tsx'
import { useFetched } from '../../components/use-fetched.ts'

/** Entries that one filter stands for. */
export const MOST_ENTRIES = 1_000
/** Longer than any name or address. */
const MOST_TEXT = 500

/** What the text stands for. */
export interface Named {
  /** Null while it is looked up. */
  readonly of: Scope | null
  /** More entries than one filter stands for hold the text. */
  readonly more: boolean
  /** The looking up, where it failed. */
  readonly failed: {
    readonly state: Extract<Fetched<never>, { kind: 'failed' }>
    readonly retry: () => void
  } | null
}

/** All, or the entries, archived ones too, whose name, address or portfolio holds the text. */
export function useNamed(text: string): Named {
  const wanted = text.trim().slice(0, MOST_TEXT)
  const limit = MOST_ENTRIES + 1
  const listOf = (archived: boolean): RequestInput<'portfolio.ids'> | null =>
    wanted === '' ? null : { of: { group: null, archived, text: wanted, sort: null }, from: 0, limit }
  const inSight = useFetched('portfolio.ids', listOf(false))
  const archived = useFetched('portfolio.ids', listOf(true))
  if (wanted === '') return { of: { kind: 'all' }, more: false, failed: null }
  for (const { state, retry } of [inSight, archived])
    if (state.kind === 'failed') return { of: null, more: false, failed: { state, retry } }
  if (inSight.state.kind !== 'ready' || archived.state.kind !== 'ready' || !inSight.own || !archived.own)
    return { of: null, more: false, failed: null }
  const watchIds = [...inSight.state.value.watchIds, ...archived.state.value.watchIds]
  return {
    of: { kind: 'watches', watchIds: watchIds.slice(0, MOST_ENTRIES) },
    more: watchIds.length > MOST_ENTRIES,
    failed: null,
  }
}
