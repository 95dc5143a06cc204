/** A door that stands open before its host does: what comes in waits for the host, or hears why there is none. */
import type { Host } from '../host-types.ts'
import { toWireError } from '../ipc/to-wire-error.ts'
import type { Hub } from '../services/hub.ts'

/** What a server needs of a host. */
export interface ServedHost extends Pick<Host, 'router'> {
  readonly events: Pick<Hub, 'subscribe'>
}

/** Who subscribes before a host is there hears everything from its first event on. */
export function doorOf(opening: Promise<ServedHost>): ServedHost {
  return {
    router: {
      async call(name, input, signal) {
        const [opened] = await Promise.allSettled([opening])
        if (opened.status === 'fulfilled') return opened.value.router.call(name, input, signal)
        return { ok: false, error: toWireError(opened.reason, signal) }
      },
    },
    events: {
      subscribe(listener) {
        let leave: (() => void) | null = null
        let left = false
        const join = ({ events }: ServedHost): void => {
          if (!left) leave = events.subscribe(listener)
        }
        opening.then(join, () => undefined) // the calls of the same client are told why
        return () => {
          left = true
          leave?.()
        }
      },
    },
  }
}
