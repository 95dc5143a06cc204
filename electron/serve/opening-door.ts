/** A door that stands open before its host does: what comes in waits for the host, or hears why there is none. */
import type { Result } from '../../shared/errors.ts'
import type { Host } from '../host-types.ts'
import { toWireError } from '../ipc/to-wire-error.ts'
import type { Hub } from '../services/hub.ts'

/** What a server needs of a host. */
export interface ServedHost extends Pick<Host, 'router'> {
  readonly events: Pick<Hub, 'subscribe'>
}

/** What can be answered before the host is there; null for what only the host can say. */
export interface EarlyAnswers {
  call(name: string, input: unknown): Promise<Result<unknown> | null>
}

/**
 * Who subscribes before a host is there hears everything from its first event on. `early` is asked until then, once it is
 * there itself.
 */
export function doorOf(
  opening: Promise<ServedHost>,
  early: Promise<EarlyAnswers | null> = Promise.resolve(null),
): ServedHost {
  let isOpening = true
  const settled = (): void => {
    isOpening = false
  }
  opening.then(settled, settled)
  const first = Promise.race([early, opening.then(nobody, nobody)])
  return {
    router: {
      async call(name, input, signal) {
        const answers = isOpening ? await first : null
        const answer = isOpening && answers !== null ? await answers.call(name, input) : null
        if (answer !== null) return answer
        const [opened] = await Promise.allSettled([opening])
        if (opened.status === 'fulfilled') return opened.value.router.call(name, input, signal)
        return { ok: false, error: toWireError(opened.reason, signal) }
      },
    },
    events: eventsOf(opening),
  }
}

/** Who came before the host joins first of all: whoever waits for it may have it tell something at once. */
function eventsOf(opening: Promise<ServedHost>): ServedHost['events'] {
  const joins = new Set<(events: ServedHost['events']) => void>()
  let there: ServedHost['events'] | null = null
  const joinAll = ({ events }: ServedHost): void => {
    there = events
    for (const join of joins) join(events)
    joins.clear()
  }
  opening.then(joinAll, () => undefined) // the calls of the same clients are told why
  return {
    subscribe(listener) {
      if (there !== null) return there.subscribe(listener)
      let leave: (() => void) | null = null
      const join = (events: ServedHost['events']): void => {
        leave = events.subscribe(listener)
      }
      joins.add(join)
      return () => {
        joins.delete(join)
        leave?.()
      }
    },
  }
}

function nobody(): null {
  return null
}
