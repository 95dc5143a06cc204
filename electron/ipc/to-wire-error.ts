/** Turns whatever a handler threw into what crosses a door: a code of the closed set and a safe message. */
import { AppError, type WireError } from '../../shared/errors.ts'

/** All that is ever said of an unexpected fault; the rest is in the log. */
export const INTERNAL_MESSAGE = 'Something went wrong inside Tidemark. The log has the details.'

/** True for a fault nobody planned: it must be logged with its stack. */
export function isUnexpected(error: unknown, signal: AbortSignal): boolean {
  return !(error instanceof AppError) && !wasAborted(error, signal)
}

/** An `AppError` keeps its code and message; an aborted call is `cancelled`; anything else is `internal`. */
export function toWireError(error: unknown, signal: AbortSignal): WireError {
  if (error instanceof AppError) return ofAppError(error)
  if (wasAborted(error, signal)) return { code: 'cancelled', message: 'Cancelled.', retryable: true }
  return { code: 'internal', message: INTERNAL_MESSAGE, retryable: false }
}

function ofAppError({ code, message, retryable, detail }: AppError): WireError {
  return detail === undefined ? { code, message, retryable } : { code, message, retryable, detail }
}

function wasAborted(error: unknown, signal: AbortSignal): boolean {
  return (
    signal.aborted && (error === signal.reason || (error instanceof Error && error.name === 'AbortError'))
  )
}
