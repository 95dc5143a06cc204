/** One account in detail: its chains and addresses, what is known of their use, and its gap limit. */
import type { BlockRef } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import type {
  AccountAddress,
  AccountAddressesRequest,
  AccountAddressPage,
  AccountAddressPageAt,
  AccountChain,
  AccountChainDetail,
  AccountDetail,
  AccountInfo,
} from '../../shared/ipc/accounts.ts'
import type { RequestInput, Watch } from '../../shared/ipc/contract.ts'
import type { HeightReading, Reading } from '../../shared/reading.ts'
import { say } from '../../shared/said.ts'
import { pathOf } from '../engine/accounts/account-path.ts'
import type { AccountReads, ChainAddress } from '../store/account-reads.ts'
import type { BalanceAtService } from './balance-at-service.ts'
import type { BalanceService } from './balance-service.ts'
import type { PortfolioService } from './portfolio-service.ts'

export interface AccountServiceOptions {
  readonly portfolio: PortfolioService
  readonly balances: Pick<BalanceService, 'read'>
  readonly balancesAt: Pick<BalanceAtService, 'read'>
  readonly reads: Pick<AccountReads, 'chainAddresses' | 'chainAddressesAt'>
}

export interface AccountService {
  addresses(request: AccountAddressesRequest): AccountAddressPage
  /** Fails as `balance.at` does for a height that no block has yet. */
  addressesAt(
    request: RequestInput<'account.addressesAt'>,
    signal: AbortSignal,
  ): Promise<AccountAddressPageAt>
  detail(watchId: number): AccountDetail
  setGap(watchId: number, gapLimit: number): Promise<AccountDetail>
}

/** Builds the service. */
export function createAccountService({
  portfolio,
  balances,
  balancesAt,
  reads,
}: AccountServiceOptions): AccountService {
  function accountOf(watchId: number): { readonly watch: Watch; readonly account: AccountInfo } {
    const watch = portfolio.watch(watchId)
    if (watch.account === undefined) throw new AppError('invalid_input', say('no_account'))
    return { watch, account: watch.account }
  }

  function chainOf(watchId: number, chain: number) {
    const { account } = accountOf(watchId)
    const found = account.chains[chain]
    if (found === undefined) throw new AppError('invalid_input', say('no_chain'))
    return { account, found }
  }

  function addresses({ watchId, chain = 0, from, limit }: AccountAddressesRequest): AccountAddressPage {
    const { account, found } = chainOf(watchId, chain)
    const rows = reads.chainAddresses(watchId, chain, from, limit)
    const { readings } = balances.read(rows)
    return {
      addresses: rows.flatMap((row, i) => toAddress(row, readings[i], found, account)),
      end: found.derivedTo,
    }
  }

  async function addressesAt(
    { watchId, chain = 0, from, limit, height }: RequestInput<'account.addressesAt'>,
    signal: AbortSignal,
  ): Promise<AccountAddressPageAt> {
    const { account, found } = chainOf(watchId, chain)
    const rows = reads.chainAddressesAt({ watch: watchId, chain, from, limit }, height)
    const { readings } = await balancesAt.read(rows, height, false, signal)
    return {
      addresses: rows.flatMap((row, i) => toAddress(row, readings[i], found, account)),
      end: found.derivedTo,
    }
  }

  function detail(watchId: number): AccountDetail {
    const { watch, account } = accountOf(watchId)
    const entries = portfolio.entries([watchId]).map(({ entry }) => entry)
    const [reading] = balances.read(entries).readings
    if (!reading) throw new Error(`account ${watchId} has no reading`)
    return {
      watch,
      account,
      reading,
      chains: account.chains.map((chain, at) => chainDetail(watchId, chain, at)),
      usedKnownSince: knownSince(reading),
      birthday: watch.birthday ?? null,
    }
  }

  function chainDetail(watchId: number, chain: AccountChain, at: number): AccountChainDetail {
    const [next] = reads.chainAddresses(watchId, at, chain.usedTo, 1)
    return { ...chain, nextUnused: next ? { index: next.index, address: shown(next) } : null }
  }

  return {
    addresses,
    addressesAt,
    detail,
    setGap: async (watchId, gapLimit) => {
      await portfolio.setGap(watchId, gapLimit)
      return detail(watchId)
    },
  }
}

function toAddress<R extends Reading | HeightReading>(
  row: ChainAddress,
  reading: R | undefined,
  { descriptor }: AccountChain,
  { origin }: AccountInfo,
): readonly (Omit<AccountAddress, 'reading'> & { readonly reading: R })[] {
  if (reading === undefined) return []
  const { index, used, received } = row
  const path = pathOf(descriptor, origin, index)
  return [{ index, address: shown(row), path, used, received, reading }]
}

/** Where a kind of script has no address, it is kept as a descriptor. */
function shown({ address }: ChainAddress): string | null {
  return address.startsWith('raw(') ? null : address
}

function knownSince({ completeness }: Reading): BlockRef | null {
  return completeness.historyFrom
}
