/** Shows for a moment, calmly, that what is within has just changed: a new block came, something was paid. */
import { type ReactNode, useState } from 'react'

interface MovedProps {
  /** Compared with the one before; null (not known, or hidden) is no change, nor is what follows it. */
  readonly value: string | number | null
  readonly children: ReactNode
}

/** Nothing moves when it is drawn first, so that scrolling and opening are quiet. */
export function Moved({ value, children }: MovedProps) {
  const [seen, setSeen] = useState({ value, moves: 0 })
  if (seen.value !== value) {
    const isChange = value !== null && seen.value !== null
    setSeen({ value, moves: isChange ? seen.moves + 1 : seen.moves })
  }
  // Another key is another element, which begins anew.
  return (
    <span key={seen.moves} className={seen.moves > 0 ? 'moved' : undefined}>
      {children}
    </span>
  )
}
