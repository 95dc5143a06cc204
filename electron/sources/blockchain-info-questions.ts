/** The questions that a server of blockchain.info's shape answers. */
import { say } from '../../shared/said.ts'
import type { Clock, ProviderBalance, ProviderHistory } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { historyOf, isSettled, listOf, splitFigures, type TxList, withPage } from './blockchain-info-list.ts'
import { figuresOf } from './blockchain-info-replies.ts'
import type { InfoRequests } from './blockchain-info-requests.ts'
import { balanceAtHeight } from './history-balance.ts'
import { moving } from './provider-replies.ts'
import { checkHeight } from './served-addresses.ts'

/** Pages that a balance may cost: what no block has yet is on the first ones. */
const PENDING_PAGES = 4
/** Transactions of a history: 20 pages, at the one request in ten seconds that the service asks for. */
const MAX_HISTORY = 2_000

/** One call for all of them; an address that fails does not spoil the others. */
export async function readBalances(
  requests: InfoRequests,
  addresses: readonly string[],
  clock: Clock,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ProviderBalance | ProviderError>> {
  const list = await readPending(requests, addresses, signal)
  const observedAt = clock.now()
  return new Map(addresses.map((address) => [address, balanceOf(list, address, observedAt)]))
}

/** The list, as far as it takes to tell what no block has yet of each address that the reply has. */
async function readPending(
  requests: InfoRequests,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<TxList> {
  const first = await requests.pendingPage(addresses, 0, signal)
  let list = listOf(first)
  const open = addresses.filter((address) => canRead(list, address))
  const isDone = (): boolean => open.every((address) => isSettled(list, address))
  for (let pages = 1; pages < PENDING_PAGES && !list.ended && !isDone(); pages++)
    list = withPage(list, await requests.pendingPage(addresses, list.offset, signal), open)
  return list
}

/** The whole confirmed history of an address at one tip. */
export async function readHistory(
  requests: InfoRequests,
  address: string,
  signal: AbortSignal,
): Promise<ProviderHistory> {
  let list = listOf(await requests.historyPage(address, 0, signal))
  const { transactions } = figuresOf(address, list.first)
  if (transactions > MAX_HISTORY) throw new ProviderError('too_many', say('reply_history_long'))
  while (!list.ended && list.txs.length < transactions)
    list = withPage(list, await requests.historyPage(address, list.offset, signal), [address])
  return { rows: historyOf(list, address), tip: list.first.tip }
}

/** The balance right after a block, under the hash that it has on the chain of the history's tip. */
export async function readBalanceAt(
  requests: InfoRequests,
  { rows, tip }: ProviderHistory,
  height: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<ProviderBalance> {
  checkHeight(height, tip)
  const block = height === tip.height ? tip : await requests.blockAt(height, signal)
  if (block !== tip && (await requests.tip(signal)).hash !== tip.hash) throw moving(say('reply_tip_changed'))
  return {
    confirmed: balanceAtHeight(rows, height),
    pending: 0,
    at: { height, hash: block.hash },
    tipTime: block.time,
    observedAt: clock.now(),
  }
}

function canRead({ first }: TxList, address: string): boolean {
  try {
    return figuresOf(address, first).transactions >= 0
  } catch (error) {
    if (error instanceof ProviderError) return false // its answer will say so
    throw error
  }
}

function balanceOf(list: TxList, address: string, observedAt: number): ProviderBalance | ProviderError {
  try {
    const { height, hash, time } = list.first.tip
    return { ...splitFigures(list, address), at: { height, hash }, tipTime: time, observedAt }
  } catch (error) {
    if (error instanceof ProviderError && error.problem !== 'moving') return error
    throw error
  }
}
