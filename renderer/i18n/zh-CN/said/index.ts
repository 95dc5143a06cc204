/** Chinese of everything the host says to people, by code. */
import type { MessageCode } from '../../../../shared/said.ts'
import { nodeSaid } from './node.ts'
import { probeSaid } from './probe.ts'
import { providerSaid } from './provider.ts'
import { requestsSaid } from './requests.ts'

/** Complete by type: a message without it does not compile. */
export const said: Readonly<Record<MessageCode, string>> = {
  ...nodeSaid,
  ...probeSaid,
  ...providerSaid,
  ...requestsSaid,
}
