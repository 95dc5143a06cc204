/** How the part that replaces the app says what went wrong. */
import type { UpdateFailure } from './ipc/updates.ts'

/** A step of an update failed in a way that is known. */
export class UpdateError extends Error {
  readonly failure: UpdateFailure

  constructor(failure: UpdateFailure, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UpdateError'
    this.failure = failure
  }
}
