/** The questions about addresses: each within one bracket, each answer proven as far as the protocol allows. */

import { AppError } from '../../../shared/errors.ts'
import { say } from '../../../shared/said.ts'
import type { BalanceSource, BatchAnswer, ProviderBalance, ProviderUnspent } from '../../engine/ports.ts'
import { ProviderError } from '../../engine/provider-error.ts'
import { balanceAtHeight } from '../history-balance.ts'
import { badAnswer } from '../provider-http.ts'
import { moving } from '../provider-replies.ts'
import { withinSupply } from '../within-supply.ts'
import { atOneTip, type Dated, type ElectrumGround, resultOf } from './bracket.ts'
import type { Hints } from './hints.ts'
import { readHistory, type ScriptHistory } from './history.ts'
import { amountsFromReply, historyFromReply, unspentFromReply } from './replies.ts'
import type { RpcOutcome } from './rpc.ts'
import { type AskedScript, scriptOf } from './script.ts'

/** What the questions stand on. */
export interface QuestionGround extends ElectrumGround {
  readonly hints: Hints
  /** Longest history that is read. */
  readonly maxTransactions: number
}

/** The longest that an answer waits for its subscription to be given back. */
const GIVE_BACK_MS = 1_000

type Questions = Pick<BalanceSource, 'balance' | 'balances' | 'balanceAt' | 'history' | 'unspent'>

/** All of them over one session. */
export function questions(ground: QuestionGround): Questions {
  const { network } = ground
  const asked: Questions = {
    balance: (address, signal) => balance(ground, address, signal),
    balances: (addresses, signal) => balances(ground, addresses, signal),
    balanceAt: (address, height, signal) => balanceAt(ground, address, height, signal),
    history: async (address, signal) => {
      const { tip, value } = await historyOf(ground, scriptOf(address, network), null, signal)
      return { rows: value.rows, tip }
    },
    unspent: (address, signal) => unspent(ground, scriptOf(address, network), signal),
  }
  return withinSupply(asked, network)
}

// --- balances -------------------------------------------------------------------------------------------

async function balance(
  ground: QuestionGround,
  address: string,
  signal: AbortSignal,
): Promise<ProviderBalance> {
  const script = scriptOf(address, ground.network)
  const [answer] = await balancesOf(ground, [script], signal)
  if (answer === undefined) throw badAnswer(say('reply_unanswered'))
  if (answer.kind === 'failed') throw answer.error
  return answer.balance
}

async function balances(
  ground: QuestionGround,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<readonly BatchAnswer[]> {
  const asked = addresses.map((address) => triedScript(ground, address))
  const scripts = asked.flatMap((script) => (script instanceof ProviderError ? [] : [script]))
  const answers = (scripts.length === 0 ? [] : await balancesOf(ground, scripts, signal)).values()
  return asked.map((script) => {
    if (script instanceof ProviderError) return { kind: 'failed', error: script }
    return answers.next().value ?? { kind: 'failed', error: badAnswer(say('reply_unanswered')) }
  })
}

function triedScript({ network }: QuestionGround, address: string): AskedScript | ProviderError {
  return tried(() => scriptOf(address, network))
}

/** What failed for one address is its answer, and spoils no other. */
function tried<T>(read: () => T): T | ProviderError {
  try {
    return read()
  } catch (error) {
    if (error instanceof ProviderError) return error
    throw error
  }
}

async function balancesOf(
  ground: QuestionGround,
  scripts: readonly AskedScript[],
  signal: AbortSignal,
): Promise<readonly BatchAnswer[]> {
  const calls = scripts.map(({ scripthash }) => ({
    method: 'blockchain.scripthash.get_balance',
    params: [scripthash],
  }))
  const { tip, value } = await atOneTip(
    ground,
    async (_, inner) => {
      const amounts = (await ground.session.ask(calls, inner)).map(triedAmounts)
      const empty = scripts.filter((__, n) => isEmpty(amounts[n]))
      return { amounts, used: await usedAmong(ground, empty, inner) }
    },
    signal,
  )
  const observedAt = ground.clock.now()
  return value.amounts.map((amounts, n) => {
    if (amounts instanceof ProviderError) return { kind: 'failed', error: amounts }
    const script = scripts[n]
    const used = script && isEmpty(amounts) ? (value.used.get(script.scripthash) ?? null) : true
    const at = { height: tip.height, hash: tip.hash }
    return { kind: 'balance', balance: { ...amounts, at, tipTime: tip.time, observedAt, used } }
  })
}

type Amounts = ReturnType<typeof amountsFromReply>

function triedAmounts(outcome: RpcOutcome): Amounts | ProviderError {
  return tried(() => amountsFromReply(resultOf(outcome)))
}

function isEmpty(amounts: Amounts | ProviderError | undefined): boolean {
  return amounts !== undefined && 'confirmed' in amounts && amounts.confirmed === 0 && amounts.pending === 0
}

/**
 * Whether anybody ever paid scripts that hold nothing: a balance does not tell it, and a gap is counted by it. Absent
 * where the server does not say (a history too long for it, say).
 */
async function usedAmong(
  { session }: QuestionGround,
  scripts: readonly AskedScript[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, boolean>> {
  if (scripts.length === 0) return new Map()
  const calls = scripts.map(({ scripthash }) => ({
    method: 'blockchain.scripthash.get_history',
    params: [scripthash],
  }))
  const outcomes = await session.askEach(calls, signal)
  return new Map(
    scripts.flatMap(({ scripthash }, n) => {
      const history = tried(() => historyFromReply(resultOf(outcomes[n])))
      return history instanceof ProviderError ? [] : [[scripthash, history.length > 0] as const]
    }),
  )
}

// --- the past -------------------------------------------------------------------------------------------

async function balanceAt(
  ground: QuestionGround,
  address: string,
  height: number,
  signal: AbortSignal,
): Promise<ProviderBalance> {
  const { value } = await historyOf(ground, scriptOf(address, ground.network), height, signal)
  if (value.header === null) throw badAnswer(say('reply_unanswered'))
  return {
    confirmed: balanceAtHeight(value.rows, height),
    pending: 0,
    at: { height, hash: value.header.hash },
    tipTime: value.header.time,
    observedAt: ground.clock.now(),
  }
}

/** Reading a history subscribes to its status; where nobody follows the address, the subscription is given back. */
async function historyOf(
  ground: QuestionGround,
  script: AskedScript,
  height: number | null,
  signal: AbortSignal,
): Promise<Dated<ScriptHistory>> {
  const { maxTransactions, session, hints } = ground
  const options = height === null ? { maxTransactions } : { maxTransactions, height }
  const history = await readHistory(ground, script, options, signal)
  if (!hints.isFollowed(script.scripthash))
    await giveBack(session, script, AbortSignal.any([signal, AbortSignal.timeout(GIVE_BACK_MS)]))
  return history
}

/** What was proven stands, whatever becomes of this: at worst the server says something that nobody listens to. */
async function giveBack(
  session: QuestionGround['session'],
  { scripthash }: AskedScript,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (await session.canUnsubscribe(signal))
      await session.ask([{ method: 'blockchain.scripthash.unsubscribe', params: [scripthash] }], signal)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
}

// --- unspent outputs ------------------------------------------------------------------------------------

/**
 * Servers leave out a confirmed output that a mempool transaction spends. The balance tells when that is so; then the
 * outputs are taken from the whole history instead.
 */
async function unspent(
  ground: QuestionGround,
  script: AskedScript,
  signal: AbortSignal,
): Promise<ProviderUnspent> {
  const listed = await listedUnspent(ground, script, signal)
  if (listed.value !== null) return { outputs: listed.value, tip: listed.tip }
  const { tip, value } = await historyOf(ground, script, null, signal)
  return { outputs: value.unspent, tip }
}

/** Null when the list is not all of the confirmed outputs. */
async function listedUnspent(
  ground: QuestionGround,
  { scripthash }: AskedScript,
  signal: AbortSignal,
): Promise<Dated<ProviderUnspent['outputs'] | null>> {
  const calls = [
    { method: 'blockchain.scripthash.listunspent', params: [scripthash] },
    { method: 'blockchain.scripthash.get_balance', params: [scripthash] },
  ]
  return atOneTip(
    ground,
    async (tip, inner) => {
      const [list, amounts] = await ground.session.ask(calls, inner)
      const outputs = unspentFromReply(resultOf(list)).filter(({ height }) => height > 0)
      const { confirmed } = amountsFromReply(resultOf(amounts))
      if (outputs.some(({ height }) => height > tip.height)) throw moving(say('reply_outputs_ahead'))
      const sum = outputs.reduce((total, { value }) => total + value, 0)
      if (sum > confirmed) throw badAnswer(say('reply_more_than_balance'))
      return sum === confirmed ? outputs : null
    },
    signal,
  )
}
