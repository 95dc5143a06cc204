import type { Result } from '../../shared/errors.ts'
import type { RequestName } from '../../shared/ipc/contract.ts'
import { type Said, say } from '../../shared/said.ts'
import type { Log } from '../log.ts'
import { inputMessage } from './input-message.ts'
import type { Handlers, Router } from './router-types.ts'
import type { InputSchemas } from './schemas.ts'
import { isUnexpected, refusedCall, toWireError } from './to-wire-error.ts'

/**
 * The one way to a handler, the same behind every door: looks the name up among the own keys, checks the input,
 * runs, and maps what went wrong. `call` never throws and never rejects.
 */
export function createRouter(handlers: Handlers, schemas: InputSchemas, log: Log): Router {
  async function run(name: RequestName, input: unknown, signal: AbortSignal): Promise<Result<unknown>> {
    const parsed = schemas[name].safeParse(input)
    if (!parsed.success) return refused(inputMessage(parsed.error))
    signal.throwIfAborted()
    // The schema of this name gives this handler's input; the compiler cannot pair the two by a variable name.
    const handle = handlers[name] as (input: unknown, signal: AbortSignal) => Promise<unknown>
    return { ok: true, value: await handle(parsed.data, signal) }
  }

  return {
    async call(name, input, signal) {
      if (!isRequestName(name)) return refused(say('call_unknown'))
      try {
        return await run(name, input, signal)
      } catch (error) {
        if (isUnexpected(error, signal)) log.error({ err: error, request: name }, 'a request failed')
        return { ok: false, error: toWireError(error, signal) }
      }
    },
  }

  function isRequestName(name: string): name is RequestName {
    return Object.hasOwn(handlers, name) && Object.hasOwn(schemas, name)
  }
}

function refused(message: Said): Result<never> {
  return { ok: false, error: refusedCall(message) }
}
