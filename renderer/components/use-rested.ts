/** Whether the window has come to rest after its first figures: what comes next may be asked for. */
import { useEffect, useState } from 'react'
import { useRows } from '../app-context.ts'

/** After the figures were drawn, so that nothing stands in their way. */
const REST_MS = 200

/** False until the first rows and their sum are there, and a moment longer. */
export function useRested(): boolean {
  const shown = useRows(({ query, place }) => query !== null && place !== null)
  const [rested, setRested] = useState(false)
  useEffect(() => {
    if (!shown) return undefined
    const timer = setTimeout(() => setRested(true), REST_MS)
    return () => clearTimeout(timer)
  }, [shown])
  return rested
}
