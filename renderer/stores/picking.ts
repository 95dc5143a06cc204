/** Picking several rows, as lists on a desktop do. */

/** The picked ids after one was toggled. The first toggle takes the row along that was selected by itself. */
export function toggled(picked: ReadonlySet<number>, anchor: number | null, id: number): ReadonlySet<number> {
  const next = new Set(picked)
  if (picked.size === 0 && anchor !== null && anchor !== id) next.add(anchor)
  if (!next.delete(id)) next.add(id)
  return next
}
