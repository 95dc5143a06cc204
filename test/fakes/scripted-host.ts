/** A host whose answers a test writes: the real router and schemas over scripted handlers, and the real event hub. */

import type { Host, HostOptions } from '../../electron/host-types.ts'
import { createRouter } from '../../electron/ipc/router.ts'
import type { Handlers } from '../../electron/ipc/router-types.ts'
import { inputSchemas } from '../../electron/ipc/schemas.ts'
import { type Log, silentLog } from '../../electron/log.ts'
import { createEventHub } from '../../electron/services/hub.ts'
import { AppError } from '../../shared/errors.ts'
import { REQUEST_NAMES } from './contract-samples.ts'
import { inWords } from './in-words.ts'

export interface ScriptedHost extends Host {
  /** Options that `createHost` was given, null before. */
  options: HostOptions | null
  started: number
  stopped: number
  /** Give to whatever builds a host. */
  readonly createHost: (options: HostOptions) => Promise<Host>
}

/** A handler that was not scripted fails with `forbidden`, so that no test passes by accident. */
export function scriptedHost(handlers: Partial<Handlers>, log: Log = silentLog): ScriptedHost {
  const events = createEventHub({
    onFault: (error) => {
      throw error
    },
  })
  const host: ScriptedHost = {
    network: 'regtest',
    dataDir: '/nowhere',
    router: createRouter({ ...refusingHandlers(), ...handlers }, inputSchemas, log),
    events,
    links: { offer: () => undefined },
    options: null,
    started: 0,
    stopped: 0,
    start() {
      host.started += 1
    },
    stop() {
      host.stopped += 1
      return Promise.resolve()
    },
    createHost(options) {
      host.options = options
      return Promise.resolve(host)
    },
  }
  return host
}

function refusingHandlers(): Handlers {
  const refuse = (): Promise<never> => Promise.reject(new AppError('forbidden', inWords('not scripted')))
  return Object.fromEntries(REQUEST_NAMES.map((name) => [name, refuse])) as unknown as Handlers // every name, one type
}
