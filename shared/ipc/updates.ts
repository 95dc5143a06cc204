/** Requests about newer versions of Tidemark itself. Nobody is asked without consent, nothing comes without a press. */
import type { Empty } from './contract.ts'

export interface UpdateRequests {
  /** Where it stands. Nobody is asked. */
  'update.get': { in: Empty; out: UpdateStatus }
  /** Lets the place that releases come from be asked, once a day and on a press; or stops all of it. */
  'update.setConsent': { in: { readonly consent: boolean }; out: UpdateStatus }
  /** Asks for the newest version. Fails with `forbidden` without consent, offline, or where `unavailable` says why. */
  'update.check': { in: Empty; out: UpdateStatus }
  /** Fetches the version that was found; installs nothing. Returns when it is there, or failed. */
  'update.download': { in: Empty; out: UpdateStatus }
  /** Closes Tidemark, puts the fetched version in its place and starts it. */
  'update.install': { in: Empty; out: UpdateStatus }
}

export interface UpdateStatus {
  /** Null where this door updates Tidemark. */
  readonly unavailable: UpdateObstacle | null
  readonly consent: boolean
  /** The version that runs. */
  readonly current: string
  readonly progress: UpdateProgress
}

/** Why a door cannot update Tidemark at all. */
export const UPDATE_OBSTACLES = [
  'door', // a served page, a command line, or a window that may not change settings
  'not_packed', // run from its sources
  'no_place', // the build names no place that releases come from
  'unsigned', // on Windows: nothing says who a newer one would have to come from
  'package', // an unpacked archive or a portable program: there is no installer that could replace it
] as const
export type UpdateObstacle = (typeof UPDATE_OBSTACLES)[number]

/** What came of the last step. */
export type UpdateProgress =
  | { readonly kind: 'idle' }
  | { readonly kind: 'checking' }
  /** Ms since 1970. */
  | { readonly kind: 'newest'; readonly at: number }
  | { readonly kind: 'found'; readonly version: string }
  /** Null: not known yet. */
  | { readonly kind: 'downloading'; readonly version: string; readonly percent: number | null }
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'installing'; readonly version: string }
  /** `version`: it was found before and may be tried again. */
  | { readonly kind: 'failed'; readonly failure: UpdateFailure; readonly version: string | null }

/** Why a step failed; Tidemark itself runs on as it was. */
export const UPDATE_FAILURES = [
  'unreachable', // nobody answered, or with an error
  'not_genuine', // the file has another hash, or a signature that is not ours: it was thrown away
  'unknown', // the log has the details
] as const
export type UpdateFailure = (typeof UPDATE_FAILURES)[number]
