/** Picking several rows, as lists on a desktop do: one by one, or everything between two. */

/** The picked ids after one was toggled. The first toggle takes the row along that was selected by itself. */
export function toggled(picked: ReadonlySet<number>, anchor: number | null, id: number): ReadonlySet<number> {
  const next = new Set(picked)
  if (picked.size === 0 && anchor !== null && anchor !== id) next.add(anchor)
  if (!next.delete(id)) next.add(id)
  return next
}

/** Everything between two rows, both included; the one alone where the other is not among them. */
export function between(ids: readonly number[], anchor: number | null, id: number): ReadonlySet<number> {
  const to = ids.indexOf(id)
  const from = anchor === null ? to : ids.indexOf(anchor)
  if (from === -1 || to === -1) return new Set([id])
  return new Set(ids.slice(Math.min(from, to), Math.max(from, to) + 1))
}
