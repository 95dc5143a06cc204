/** Requests about how things are shown. */
import type { ViewSettings } from '../view.ts'

export interface ViewRequests {
  'view.get': { in: Readonly<Record<string, never>>; out: ViewSettings }
  /** Keeps them for every window from now on; settings that decide nothing else, so every window may change them. */
  'view.set': { in: ViewSettings; out: ViewSettings }
}
