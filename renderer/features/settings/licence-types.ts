/** A package that is part of the app. */
export interface Licence {
  readonly name: string
  readonly version: string
  /** By its SPDX name, as the package says. */
  readonly licence: string
  /** Its licence file; '' where it has none. */
  readonly text: string
}
