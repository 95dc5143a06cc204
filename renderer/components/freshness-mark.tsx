/** Freshness as a shape. The word always stands beside it, so the shape itself is silent. */
import { assertNever } from '../../shared/assert-never.ts'
import type { FreshnessState } from '../../shared/reading.ts'

/** Full disc, half disc, struck ring, triangle, dashed ring. */
export function FreshnessMark({ state }: { readonly state: FreshnessState }) {
  return (
    <svg className="mark" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {shapeOf(state)}
    </svg>
  )
}

function shapeOf(state: FreshnessState) {
  const ring = { cx: 8, cy: 8, r: 5.2, fill: 'none', stroke: 'currentColor', strokeWidth: 1.6 }
  switch (state) {
    case 'current':
      return <circle cx="8" cy="8" r="5.5" fill="currentColor" />
    case 'behind':
      return (
        <>
          <circle {...ring} />
          <path d="M8 2.8a5.2 5.2 0 0 1 0 10.4z" fill="currentColor" />
        </>
      )
    case 'offline':
      return (
        <>
          <circle {...ring} />
          <path d="M3 13 13 3" stroke="currentColor" strokeWidth="1.6" />
        </>
      )
    case 'stale':
      return (
        <>
          <path
            d="M8 2 14.5 13.5H1.5z"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.6"
            strokeLinejoin="round"
          />
          <path d="M8 6.4v3.4M8 11.4v.6" stroke="currentColor" strokeWidth="1.6" />
        </>
      )
    case 'unknown':
      return <circle {...ring} strokeDasharray="2 2.1" />
    default:
      return assertNever(state)
  }
}
