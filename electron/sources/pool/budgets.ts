/**
 * What families of public servers bear, and what a question to them costs. Their limits are unpublished or change
 * without notice, hence on the careful side; nothing here looks at a host name.
 */
import type { BalanceSource, ProviderFamily } from '../../engine/ports.ts'
import type { Budget } from './token-bucket.ts'

/** Null: unlimited. */
export type BudgetOf = (source: BalanceSource) => Budget | null

/** Requests that one call about `addresses` addresses sends. */
export type CostOf = (source: BalanceSource, addresses: number) => number

const PUBLIC: Readonly<Record<ProviderFamily, Budget>> = {
  esplora: { ratePerS: 1 / 6, burst: 10 }, // 700 an hour have been seen, and 5 a second with a burst of 10
  blockcypher: { ratePerS: 1 / 40, burst: 3 }, // 100 an hour and 3 a second
  'blockchain.info': { ratePerS: 1 / 10, burst: 1 },
  electrum: { ratePerS: 10, burst: 20 },
  uniform: { ratePerS: 1, burst: 5 },
}

/** The budget of a public server of a family. */
export function publicBudget(family: ProviderFamily): Budget {
  return PUBLIC[family]
}

/**
 * Budgets as settings make them: what was named for a source, none for an own server (`isOwn`: loopback, private
 * network or marked so), its family's otherwise.
 */
export function budgetsBy(
  isOwn: (source: BalanceSource) => boolean,
  named: ReadonlyMap<string, Budget> = new Map(),
): BudgetOf {
  return (source) => named.get(source.id) ?? (isOwn(source) ? null : PUBLIC[source.family])
}

/** What the families' adapters send: the bracket of a date counts, batches that are billed by the item too. */
export const familyCost: CostOf = ({ family }, addresses) => {
  if (family === 'blockchain.info') return 1
  if (family === 'esplora') return addresses + 2
  if (family === 'electrum' || family === 'blockcypher') return addresses + 1
  return addresses
}
