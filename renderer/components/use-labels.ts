/** The labels of transactions or outputs, by their refs. */
import type { LabelType } from '../../shared/labels.ts'
import { useFetched } from './use-fetched.ts'

/** Empty until they are there; at most a thousand. */
export function useLabels(type: LabelType, refs: readonly string[]): ReadonlyMap<string, string> {
  const asked = refs.slice(0, 1_000)
  const { state } = useFetched('label.list', asked.length === 0 ? null : { type, refs: asked, limit: 1_000 })
  const labels = state.kind === 'ready' ? state.value.labels : []
  return new Map(labels.map(({ ref, label }) => [ref, label ?? '']))
}
