/** English of everything the host says to people, by code. Doors in other languages hold the same codes. */
import { appMessages } from './app.ts'
import { configMessages } from './config.ts'
import { inputMessages } from './input.ts'
import { nodeMessages } from './node.ts'
import { probeMessages } from './probe.ts'
import { providerMessages } from './provider.ts'
import { proxyMessages } from './proxy.ts'
import { refusedMessages } from './refused.ts'
import { repliesMessages } from './replies.ts'
import { requestsMessages } from './requests.ts'

/** `{{name}}` is filled in; `{{name, number}}` with a number that is grouped as the language does. */
export const MESSAGES = {
  ...appMessages,
  ...configMessages,
  ...inputMessages,
  ...nodeMessages,
  ...probeMessages,
  ...providerMessages,
  ...proxyMessages,
  ...refusedMessages,
  ...repliesMessages,
  ...requestsMessages,
} as const
