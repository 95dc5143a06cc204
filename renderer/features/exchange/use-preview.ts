/** Asks the host what something would do, again whenever the question changes; nothing is stored. */
import { useEffect, useEffectEvent, useState } from 'react'
import type { Fetched } from '../../components/async-list.tsx'
import { errorText } from '../../texts/host-text.ts'

/** `key` names the question; the answer before stays until the next is there. */
export function usePreview<T>(key: string, ask: (signal: AbortSignal) => Promise<T>): Fetched<T> {
  const [state, setState] = useState<Fetched<T>>({ kind: 'loading' })
  const askNow = useEffectEvent(ask)
  // oxlint-disable-next-line react/exhaustive-deps -- the key stands for all that the question depends on
  useEffect(() => {
    const controller = new AbortController()
    askNow(controller.signal).then(
      (value) => setState({ kind: 'ready', value }),
      (error: unknown) => {
        if (controller.signal.aborted) return
        const message = errorText(error)
        setState({ kind: 'failed', message, error })
      },
    )
    return () => controller.abort()
  }, [key])
  return state
}
