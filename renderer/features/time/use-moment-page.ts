/** The portfolio at a moment: pages that are fetched one behind the other, and what providers add when they are asked. */
import { useCallback, useEffect, useState } from 'react'
import type { MomentPage, MomentRequest } from '../../../shared/ipc/moment.ts'
import { useApp, useHost, useView } from '../../app-context.ts'
import type { Fetched } from '../../components/async-list.tsx'
import { errorText } from '../../texts/host-text.ts'

/** Rows of one page. */
const PAGE = 200

/** What is shown, and how to see more of it. */
export interface MomentPages {
  readonly state: Fetched<MomentPage>
  readonly asking: boolean
  readonly retry: () => void
  readonly more: () => void
  /** Lets the node and the servers that are allowed be asked for what is not known. */
  readonly ask: () => void
}

/** Fetched anew when the place, the filter or the ledger changes. */
export function useMomentPage(height: number): MomentPages {
  const { bridge } = useApp()
  const revision = useHost(({ snapshot }) => snapshot?.revision ?? 0)
  const group = useView((view) => view.group)
  const archived = useView((view) => view.archived)
  const text = useView((view) => view.text)
  const [found, setFound] = useState<Found>({ place: '', state: { kind: 'loading' } })
  const [shown, setShown] = useState({ limit: PAGE, attempt: 0 })
  const [asking, setAsking] = useState<AbortController | null>(null)
  // What was asked for holds for this place and moment alone: the past moves on with a reorganisation only, and each
  // figure names its block.
  const [asked, setAsked] = useState<{ readonly key: string; readonly page: MomentPage } | null>(null)
  const place = JSON.stringify([height, group, archived])
  const key = JSON.stringify([height, group, archived, text, shown.limit])
  const read = useCallback(
    (ask: boolean, signal: AbortSignal) => {
      const [at, of, isArchived, typed, limit] = JSON.parse(key) as [
        number,
        string | null,
        boolean,
        string,
        number,
      ]
      const request: MomentRequest = {
        height: at,
        group: of,
        archived: isArchived,
        text: typed,
        ask,
        offset: 0,
        limit,
      }
      return readPages(request, (next) => bridge.call('moment.read', next, { signal }))
    },
    [bridge, key],
  )
  // oxlint-disable-next-line react/exhaustive-deps -- revision and attempt mean: read again
  useEffect(() => {
    const controller = new AbortController()
    read(false, controller.signal).then(
      (value) => setFound({ place, state: { kind: 'ready', value } }),
      (error: unknown) => {
        if (!controller.signal.aborted) setFound({ place, state: failedBy(error) })
      },
    )
    return () => controller.abort()
  }, [read, place, revision, shown.attempt])
  // Of another place or moment nobody is asked in vain.
  // oxlint-disable-next-line react/exhaustive-deps -- another key means: that question is over
  useEffect(() => () => asking?.abort(), [asking, key])
  const ask = (): void => {
    if (asking) return asking.abort()
    const controller = new AbortController()
    setAsking(controller)
    read(true, controller.signal)
      .then(
        (page) => setAsked({ key, page }),
        (error: unknown) => {
          if (!controller.signal.aborted) setFound({ place, state: failedBy(error) })
        },
      )
      .finally(() => setAsking((now) => (now === controller ? null : now)))
  }
  return {
    state:
      asked?.key === key
        ? { kind: 'ready', value: asked.page }
        : // A figure of another moment or place must not stand below this one's name.
          found.place === place
          ? found.state
          : { kind: 'loading' },
    asking: asking !== null,
    retry: () => setShown((before) => ({ ...before, attempt: before.attempt + 1 })),
    more: () => setShown((before) => ({ ...before, limit: before.limit + PAGE * 5 })),
    ask,
  }
}

/** An answer, and of which moment and place it is. */
interface Found {
  readonly place: string
  readonly state: Fetched<MomentPage>
}

/** The host gives at most a thousand rows at a time. */
async function readPages(
  request: MomentRequest,
  call: (request: MomentRequest) => Promise<MomentPage>,
): Promise<MomentPage> {
  const first = await call({ ...request, limit: Math.min(1_000, request.limit) })
  const rows = [...first.rows]
  while (rows.length < Math.min(request.limit, first.count)) {
    const limit = Math.min(1_000, request.limit - rows.length)
    const next = await call({ ...request, ask: false, offset: rows.length, limit })
    if (next.rows.length === 0) break
    rows.push(...next.rows)
  }
  return { ...first, rows }
}

function failedBy(error: unknown): Fetched<MomentPage> {
  return {
    kind: 'failed',
    message: errorText(error),
    error,
  }
}
