import type { AccountRequests } from '../../../shared/ipc/accounts.ts'
import type { AccountService } from '../../services/account-service.ts'
import type { Handlers } from '../router-types.ts'

/** The requests about accounts, answered by their service. */
export function accountHandlers(accounts: AccountService): Pick<Handlers, keyof AccountRequests> {
  return {
    'account.addresses': async (request) => accounts.addresses(request),
    'account.addressesAt': (request, signal) => accounts.addressesAt(request, signal),
    'account.detail': async ({ watchId }) => accounts.detail(watchId),
    'account.setGap': ({ watchId, gapLimit }) => accounts.setGap(watchId, gapLimit),
  }
}
