/** Fetches something from the host, again whenever facts changed; an older answer stays until the newer is there. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { RequestInput, RequestName, RequestOutput } from '../../shared/ipc/contract.ts'
import { useApp, useHost } from '../app-context.ts'
import { errorText } from '../texts/host-text.ts'
import type { Fetched } from './async-list.tsx'
import { type Answered, afterFailure, NOTHING_YET } from './fetched.ts'

/** A value that changes at most once in so many ms, however often it does; always the newest in the end. */
function usePaced<T>(value: T, everyMs: number): T {
  const [shown, setShown] = useState(value)
  const changed = useRef(0)
  useEffect(() => {
    if (everyMs === 0) return undefined
    const timer = setTimeout(
      () => {
        changed.current = Date.now()
        setShown(value)
      },
      Math.max(0, changed.current + everyMs - Date.now()),
    )
    return () => clearTimeout(timer)
  }, [value, everyMs])
  return everyMs === 0 ? value : shown
}

/**
 * `input` is compared as data, so it may be written in place. Null asks nothing. It is asked again with another `version`,
 * too. `own` is false while the answer is still that of an earlier `input`. Facts that change make it ask at most once in
 * `everyMs`.
 */
export function useFetched<K extends RequestName>(
  name: K,
  input: RequestInput<K> | null,
  version: number | string = 0,
  everyMs = 0,
): { readonly state: Fetched<RequestOutput<K>>; readonly own: boolean; readonly retry: () => void } {
  const { bridge } = useApp()
  const connected = useHost(({ connection }) => connection === 'connected')
  const revision = usePaced(
    useHost(({ snapshot }) => snapshot?.revision ?? 0),
    everyMs,
  )
  const [answered, setAnswered] = useState<Answered<RequestOutput<K>>>(NOTHING_YET)
  const [attempt, setAttempt] = useState(0)
  const question = JSON.stringify(input)
  const ask = useCallback(
    (signal: AbortSignal) => {
      // The text is this request's own input, written a line above.
      const own = JSON.parse(question) as RequestInput<K> | null
      return own === null ? null : bridge.call(name, own, { signal })
    },
    [bridge, name, question],
  )
  // oxlint-disable-next-line react/exhaustive-deps -- revision, attempt and version mean: ask again
  useEffect(() => {
    const controller = new AbortController()
    const asked = connected ? ask(controller.signal) : null
    asked?.then(
      (value) => setAnswered({ question, state: { kind: 'ready', value } }),
      (error: unknown) => {
        if (controller.signal.aborted) return
        const message = errorText(error)
        setAnswered((before) => afterFailure(before, question, { kind: 'failed', message, error }))
      },
    )
    return () => controller.abort()
  }, [ask, question, connected, revision, attempt, version])
  const { state } = answered
  return { state, own: answered.question === question, retry: () => setAttempt((count) => count + 1) }
}
