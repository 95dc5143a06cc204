/** A wrapper around the questions of a source: no answer of it says more than there are coins at its block. */
import type { Network } from '../../shared/chain.ts'
import type { BalanceSource, BatchAnswer, ProviderBalance } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { checkSupply } from './provider-replies.ts'

type Amounts = Pick<BalanceSource, 'balance' | 'balances' | 'balanceAt' | 'history' | 'unspent'>

/**
 * The same questions, their answers checked. Outermost: inside a bracket the block may still turn out to be another,
 * and who mines all coins of a test network would be called a liar for a new block.
 */
export function withinSupply<T extends Amounts>(questions: T, network: Network): T {
  const checked = (balance: ProviderBalance): ProviderBalance => {
    checkSupply(balance.confirmed, balance.at.height, network)
    return balance
  }
  const amounts: Amounts = {
    balance: async (...args) => checked(await questions.balance(...args)),
    balanceAt: async (...args) => checked(await questions.balanceAt(...args)),
    balances: async (...args) =>
      (await questions.balances(...args)).map((answer) => checkedAnswer(answer, checked)),
    history: async (...args) => {
      const history = await questions.history(...args)
      const sum = history.rows.reduce((total, { delta }) => total + delta, 0)
      checkSupply(sum, history.tip.height, network)
      return history
    },
    unspent: async (...args) => {
      const unspent = await questions.unspent(...args)
      const sum = unspent.outputs.reduce((total, { value }) => total + value, 0)
      checkSupply(sum, unspent.tip.height, network)
      return unspent
    },
  }
  return { ...questions, ...amounts }
}

function checkedAnswer(
  answer: BatchAnswer,
  checked: (balance: ProviderBalance) => ProviderBalance,
): BatchAnswer {
  if (answer.kind === 'failed') return answer
  try {
    return { kind: 'balance', balance: checked(answer.balance) }
  } catch (error) {
    if (error instanceof ProviderError) return { kind: 'failed', error }
    throw error
  }
}
