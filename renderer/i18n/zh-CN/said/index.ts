/** Chinese of everything the host says to people, by code. */
import type { MessageCode } from '../../../../shared/said.ts'
import { appSaid } from './app.ts'
import { configSaid } from './config.ts'
import { inputSaid } from './input.ts'
import { nodeSaid } from './node.ts'
import { probeSaid } from './probe.ts'
import { providerSaid } from './provider.ts'
import { proxySaid } from './proxy.ts'
import { refusedSaid } from './refused.ts'
import { repliesSaid } from './replies.ts'
import { requestsSaid } from './requests.ts'

/** Complete by type: a message without it does not compile. */
export const said: Readonly<Record<MessageCode, string>> = {
  ...appSaid,
  ...configSaid,
  ...inputSaid,
  ...nodeSaid,
  ...probeSaid,
  ...providerSaid,
  ...proxySaid,
  ...refusedSaid,
  ...repliesSaid,
  ...requestsSaid,
}
