/** Fetches what the right pane shows beyond the row, and again whenever facts changed. */
import { useEffect, useMemo, useState } from 'react'
import type { AddressDetail } from '../../../shared/ipc/contract.ts'
import { useApp, useHost, useSnapshot } from '../../app-context.ts'

import { useRow } from '../../components/use-row.ts'

/** Where the fetching of the details stands. */
export type DetailState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'ready'; readonly detail: AddressDetail }

/** The last answer stays while a newer one of the same address is on its way. */
export function useAddressDetail(watchId: number): {
  readonly state: DetailState
  readonly retry: () => void
} {
  const { bridge } = useApp()
  const revision = useSnapshot((snapshot) => snapshot.revision)
  const reading = useRow(watchId)?.reading
  const connection = useHost((state) => state.connection)
  const [attempt, setAttempt] = useState(0)
  const [state, setState] = useState<DetailState>({ kind: 'loading' })
  // Asked again when facts or the reading changed, or the person tries again.
  const question = useMemo(
    () => ({ watchId, revision, reading, attempt }),
    [watchId, revision, reading, attempt],
  )
  useEffect(() => {
    if (connection !== 'connected') return undefined
    const controller = new AbortController()
    const input = { watchId: question.watchId }
    bridge.call('address.detail', input, { signal: controller.signal }).then(
      (detail) => setState({ kind: 'ready', detail }),
      () => {
        if (!controller.signal.aborted) setState(keepReady)
      },
    )
    return () => controller.abort()
  }, [bridge, question, connection])
  return { state, retry: () => setAttempt((count) => count + 1) }
}

function keepReady(before: DetailState): DetailState {
  return before.kind === 'ready' ? before : { kind: 'failed' }
}
