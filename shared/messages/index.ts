/** English of everything the host says to people, by code. Doors in other languages hold the same codes. */
import { nodeMessages } from './node.ts'
import { probeMessages } from './probe.ts'
import { providerMessages } from './provider.ts'
import { requestsMessages } from './requests.ts'

/** `{{name}}` is filled in; `{{name, number}}` with a number that a door may group. */
export const MESSAGES = {
  ...nodeMessages,
  ...probeMessages,
  ...providerMessages,
  ...requestsMessages,
} as const
