/** Turns whatever a handler threw into what crosses a door: a code of the closed set and a safe message. */
import { AppError, type WireError } from '../../shared/errors.ts'
import { englishOf, type Said, say } from '../../shared/said.ts'

/** All that is ever said of an unexpected fault; the rest is in the log. */
const INTERNAL = say('internal')
export const INTERNAL_MESSAGE = englishOf(INTERNAL)

/** True for a fault nobody planned: it must be logged with its stack. */
export function isUnexpected(error: unknown, signal: AbortSignal): boolean {
  return !(error instanceof AppError) && !wasAborted(error, signal)
}

/** An `AppError` keeps its code and message; an aborted call is `cancelled`; anything else is `internal`. */
export function toWireError(error: unknown, signal: AbortSignal): WireError {
  if (error instanceof AppError) return ofAppError(error)
  if (wasAborted(error, signal))
    return ofAppError(new AppError('cancelled', say('cancelled'), { retryable: true }))
  return ofAppError(new AppError('internal', INTERNAL))
}

/** Of a call that does not fit, before any handler saw it. */
export function refusedCall(message: Said): WireError {
  return ofAppError(new AppError('invalid_input', message))
}

function ofAppError({ code, message, said, retryable, detail }: AppError): WireError {
  return {
    code,
    message,
    said,
    retryable,
    ...(detail !== undefined && { detail }),
  }
}

function wasAborted(error: unknown, signal: AbortSignal): boolean {
  return (
    signal.aborted && (error === signal.reason || (error instanceof Error && error.name === 'AbortError'))
  )
}
