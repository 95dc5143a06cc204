/** The questions that an Esplora server answers, each inside a bracket of its own. */

import type { BlockHash, Network } from '../../shared/chain.ts'
import { say } from '../../shared/said.ts'
import { parseAddress } from '../engine/accounts/parse-address.ts'
import type {
  BalanceSource,
  BatchAnswer,
  Clock,
  ProviderBalance,
  ProviderHistoryRow,
} from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { type Asking, askEach } from './esplora-batch.ts'
import { type Bracket, checkBlock, createBracketing } from './esplora-bracket.ts'
import { type Asked, createHistoryReader } from './esplora-history.ts'
import { unproven } from './esplora-proof.ts'
import { type AddressFigures, figuresFromAddress } from './esplora-replies.ts'
import { readUnspent } from './esplora-unspent.ts'
import { balanceAtHeight } from './history-balance.ts'
import type { ProviderHttp } from './provider-http.ts'
import { moving } from './provider-replies.ts'
import { withinSupply } from './within-supply.ts'

export interface EsploraAsking {
  readonly http: ProviderHttp
  readonly network: Network
  readonly clock: Clock
  readonly movingWaitMs: number
  readonly maxTransactions: number
}

/** The part of the port that is asked over the network. */
export type EsploraQuestions = Pick<
  BalanceSource,
  'balance' | 'balances' | 'tip' | 'balanceAt' | 'history' | 'unspent'
>

const MAX_ADDRESS_BYTES = 16_384

/** Binds the questions to a server; nothing is sent yet. */
export function esploraQuestions(options: EsploraAsking): EsploraQuestions {
  const { http, network, clock, maxTransactions } = options
  const bracketing = createBracketing(options)
  const history = createHistoryReader(http, maxTransactions)
  const figuresOf = async (address: string, signal: AbortSignal): Promise<AddressFigures> =>
    figuresFromAddress(await http.json(pathOf(address), 'address', MAX_ADDRESS_BYTES, signal), address)
  const asked = async (address: string, bracket: Bracket, signal: AbortSignal): Promise<Asked> => {
    const script = scriptOf(address, network) // first: what is no address is not sent
    return { path: pathOf(address), script, figures: await figuresOf(address, signal), bracket }
  }
  const rowsOf = async (address: string, bracket: Bracket, signal: AbortSignal) =>
    history.rows(await asked(address, bracket, signal), signal)
  const dated = (figures: AddressFigures, bracket: Bracket) => toBalance(figures, bracket, clock)
  const questions: EsploraQuestions = {
    tip: (signal) => bracketing.tip(signal),
    balance: (address, signal) =>
      bracketing.within(async (bracket, inner) => dated(await figuresOf(address, inner), bracket), signal),
    balances: async (addresses, signal) => {
      if (addresses.length === 0) return []
      return bracketing.within(async (bracket, inner) => {
        const answers = await askEach(addresses, figuresOf, inner)
        return answers.map((answer) => toBatchAnswer(answer, (figures) => dated(figures, bracket)))
      }, signal)
    },
    history: (address, signal) =>
      bracketing.within(async (bracket, inner) => {
        return { rows: await rowsOf(address, bracket, inner), tip: bracket.tip }
      }, signal),
    unspent: (address, signal) =>
      bracketing.within(async (bracket, inner) => {
        const outputs = await readUnspent(http, history, await asked(address, bracket, inner), inner)
        return { outputs, tip: bracket.tip }
      }, signal),
    balanceAt: (address, height, signal) =>
      bracketing.within(async (bracket, inner) => {
        checkHeight(height, bracket)
        const rows = await rowsOf(address, bracket, inner)
        const at = { height, hash: await bracketing.hashAt(height, inner) }
        checkBlock(bracket, height, at.hash)
        const confirmed = confirmedAt(rows, height, at.hash)
        const { time: tipTime } = await bracketing.provenBlock(at, bracket, inner)
        return { confirmed, pending: 0, at, tipTime, observedAt: clock.now() }
      }, signal),
  }
  return withinSupply(questions, network)
}

function toBalance(
  { confirmed, pending, used }: AddressFigures,
  { tip }: Bracket,
  clock: Clock,
): ProviderBalance {
  const { height, hash, time: tipTime } = tip
  return { confirmed, pending, at: { height, hash }, tipTime, observedAt: clock.now(), used }
}

function toBatchAnswer(
  answer: Asking<AddressFigures>,
  dated: (figures: AddressFigures) => ProviderBalance,
): BatchAnswer {
  return answer.kind === 'failed' ? answer : { kind: 'balance', balance: dated(answer.value) }
}

/** The rows of that block must name the block that the server has there. */
function confirmedAt(rows: readonly ProviderHistoryRow[], height: number, hash: BlockHash): number {
  for (const row of rows)
    if (row.height === height && row.blockHash !== null && row.blockHash !== hash)
      throw moving(say('reply_other_at_height'))
  return balanceAtHeight(rows, height)
}

function pathOf(address: string): string {
  return `/address/${encodeURIComponent(address)}`
}

function scriptOf(address: string, network: Network): string {
  const parsed = parseAddress(address, network)
  if (parsed.kind === 'refused') throw new ProviderError('bad_request', say('reply_not_of_its_network'))
  return Buffer.from(parsed.address.scriptPubKey).toString('hex')
}

function checkHeight(height: number, { tip }: Bracket): void {
  if (!Number.isSafeInteger(height) || height < 0)
    throw new ProviderError('bad_request', say('reply_not_height'))
  if (height > tip.height) throw unproven(say('reply_newest', { height: tip.height }))
}
