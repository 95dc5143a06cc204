/** The questions that a BlockCypher server answers, each dated by one tip. */

import type { Network } from '../../shared/chain.ts'
import type { ScriptType } from '../../shared/ipc/contract.ts'
import { say } from '../../shared/said.ts'
import type { BatchAnswer, ProviderBalance, ProviderHistory, ProviderTip } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { type CypherHistory, readHistory } from './blockcypher-history.ts'
import type { CypherAddress } from './blockcypher-replies.ts'
import { answerFor, type CypherRequests } from './blockcypher-requests.ts'
import { balanceAtHeight } from './history-balance.ts'
import { badAnswer } from './provider-http.ts'
import { moving } from './provider-replies.ts'
import { checkHeight, notServed, whyNotServed } from './served-addresses.ts'

/** Taproot and unknown witness programs are left out: it is not known to index them, and may answer with zero. */
export const CYPHER_SCRIPT_TYPES: readonly ScriptType[] = ['p2pkh', 'p2sh', 'p2wpkh', 'p2wsh']

/** A value, and whether its own rows prove that it was counted at `before`. */
interface Read<T> {
  readonly value: T
  readonly implied: boolean
}

/** Reads what belongs to one block: `moving` when the tip was not the same all the time. */
async function dated<T>(
  requests: CypherRequests,
  signal: AbortSignal,
  read: (before: ProviderTip) => Promise<Read<T>>,
): Promise<{ readonly value: T; readonly tip: ProviderTip }> {
  const tip = await requests.tip(signal)
  const { value, implied } = await read(tip)
  if (!implied && (await requests.tip(signal)).hash !== tip.hash) throw moving(say('reply_tip_changed'))
  return { value, tip }
}

/** One call for all of them, dated by one tip; an address that fails does not spoil the others. */
export async function readBalances(
  requests: CypherRequests,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<readonly BatchAnswer[]> {
  const answers = new Map<string, Answer>(notServed(addresses, requests.network, CYPHER_SCRIPT_TYPES))
  const asked = [...new Set(addresses)].filter((address) => !answers.has(address))
  if (asked.length === 0) return addresses.map((address) => toBatchAnswer(answers.get(address), null))
  const { value: items, tip } = await dated(requests, signal, async (before) => {
    const byAddress = await requests.figures(asked, signal)
    const value = asked.map((address): [string, Answer] => [
      address,
      attempt(() => answerFor(address, byAddress, asked)),
    ])
    return {
      value,
      implied: isImplied(
        value.map(([, answer]) => answer),
        before,
      ),
    }
  })
  for (const [address, answer] of items) answers.set(address, answer)
  const dating = { tip, observedAt: requests.clock.now() }
  return addresses.map((address) => toBatchAnswer(answers.get(address), dating))
}

type Answer = CypherAddress | ProviderError

/** True when every address has a row that implies `before`. Another implied height throws `moving`. */
function isImplied(answers: readonly Answer[], before: ProviderTip): boolean {
  const read = answers.filter((answer): answer is CypherAddress => !(answer instanceof ProviderError))
  const other = read.find(({ tipHeight }) => tipHeight !== null && tipHeight !== before.height)
  if (other !== undefined) throw moving(say('reply_not_tip'))
  const wavering = answers.find((answer) => answer instanceof ProviderError && answer.problem === 'moving')
  if (wavering instanceof ProviderError) throw wavering
  return read.every(({ tipHeight }) => tipHeight !== null)
}

async function readProven(
  requests: CypherRequests,
  address: string,
  before: ProviderTip,
  signal: AbortSignal,
): Promise<Read<CypherHistory>> {
  const value = await readHistory(async (below) => {
    const page = await requests.page(address, below, signal)
    isImplied([page], before)
    return page
  })
  return { value, implied: value.pages === 1 && value.first.tipHeight !== null }
}

/** The whole confirmed history of an address at one tip. */
export async function readDatedHistory(
  requests: CypherRequests,
  address: string,
  signal: AbortSignal,
): Promise<ProviderHistory> {
  throwIfNotServed(address, requests.network)
  const { value, tip } = await dated(requests, signal, (before) =>
    readProven(requests, address, before, signal),
  )
  return { rows: value.rows, tip }
}

/** The confirmed balance right after a block, under the hash that this block has on the chain of the tip. */
export async function readBalanceAt(
  requests: CypherRequests,
  address: string,
  height: number,
  signal: AbortSignal,
): Promise<ProviderBalance> {
  throwIfNotServed(address, requests.network)
  const { value } = await dated(requests, signal, async (before) => {
    checkHeight(height, before)
    const { value: history, implied } = await readProven(requests, address, before, signal)
    const block = await requests.blockAt(height, signal) // at the tip too: it alone has the header's time
    const isTip = height === before.height
    if (isTip && block.hash !== before.hash) throw moving(say('reply_tip_changed'))
    return { value: { block, history }, implied: implied && isTip }
  })
  const { block, history } = value
  return {
    confirmed: balanceAtHeight(history.rows, height),
    pending: 0,
    at: { height, hash: block.hash },
    tipTime: block.time,
    observedAt: requests.clock.now(),
  }
}

function attempt(read: () => CypherAddress): Answer {
  try {
    return read()
  } catch (error) {
    if (error instanceof ProviderError) return error
    throw error
  }
}

function toBatchAnswer(
  answer: Answer | undefined,
  dating: { readonly tip: ProviderTip; readonly observedAt: number } | null,
): BatchAnswer {
  if (answer instanceof ProviderError) return { kind: 'failed', error: answer }
  if (answer === undefined || dating === null) return { kind: 'failed', error: badAnswer(say('reply_none')) }
  const { height, hash, time } = dating.tip
  const { confirmed, pending } = answer
  const balance = {
    confirmed,
    pending,
    at: { height, hash },
    tipTime: time,
    observedAt: dating.observedAt,
    used: answer.transactions + answer.waiting > 0,
  }
  return { kind: 'balance', balance }
}

function throwIfNotServed(address: string, network: Network): void {
  const error = whyNotServed(address, network, CYPHER_SCRIPT_TYPES)
  if (error !== null) throw error
}
