/** Asks one question and says what came of it, by what is true behind the server. */
import type {
  BalanceSource,
  ProviderBalance,
  ProviderHistory,
  ProviderUnspent,
} from '../../electron/engine/ports.ts'
import { ProviderError } from '../../electron/engine/provider-error.ts'
import type { BlockRef } from '../../shared/chain.ts'
import type { QuestionName } from './fault-kinds.ts'
import { ADDRESS, OTHER_ADDRESS, PAST_HEIGHT, type Truth } from './grounds.ts'

export type Outcome = 'right' | 'refused' | 'wrong' | 'stuck' | 'crash'

export interface Verdict {
  readonly outcome: Outcome
  /** The problem of a refusal, or what was wrong. */
  readonly because: string
  readonly error: ProviderError | null
}

type Truths = ReadonlyMap<string, Truth>

/** Puts the question; `boundMs` is the longest it may take. */
export async function judged(
  source: BalanceSource,
  question: QuestionName,
  truths: Truths,
  boundMs: number,
): Promise<Verdict> {
  const ending = new AbortController()
  const late = Promise.withResolvers<Verdict>()
  const timer = setTimeout(() => late.resolve(verdict('stuck', `no end within ${boundMs} ms`)), boundMs)
  try {
    return await Promise.race([answered(source, question, truths, ending.signal), late.promise])
  } finally {
    clearTimeout(timer)
    ending.abort()
  }
}

async function answered(
  source: BalanceSource,
  question: QuestionName,
  truths: Truths,
  signal: AbortSignal,
): Promise<Verdict> {
  try {
    const lie = await QUESTIONS[question](source, truths, signal)
    return lie === null ? verdict('right', '') : verdict('wrong', lie)
  } catch (error) {
    if (error instanceof ProviderError) return { outcome: 'refused', because: error.problem, error }
    return verdict('crash', error instanceof Error ? `${error.name}: ${error.message}` : String(error))
  }
}

function verdict(outcome: Outcome, because: string): Verdict {
  return { outcome, because, error: null }
}

/** Each gives what is wrong with the answer, or null. */
const QUESTIONS: Readonly<
  Record<QuestionName, (source: BalanceSource, truths: Truths, signal: AbortSignal) => Promise<string | null>>
> = {
  balance: async (source, truths, signal) => lieIn(await source.balance(ADDRESS, signal), truths),
  balances: async (source, truths, signal) => {
    const [own, other] = await source.balances([ADDRESS, OTHER_ADDRESS], signal)
    if (own?.kind === 'failed') throw own.error
    if (other?.kind === 'failed') throw other.error
    if (own === undefined || other === undefined) return 'an address without an answer'
    const zero = other.balance.confirmed === 0 && other.balance.pending === 0
    return zero ? lieIn(own.balance, truths) : 'the figures of an address under another one'
  },
  balanceAt: async (source, truths, signal) => {
    const { confirmed, at } = await source.balanceAt(ADDRESS, PAST_HEIGHT, signal)
    if (at.height !== PAST_HEIGHT) return `the balance of block ${at.height}, which was not asked for`
    return compared(confirmed, at, truths)
  },
  history: async (source, truths, signal) => lieInHistory(await source.history(ADDRESS, signal), truths),
  unspent: async (source, truths, signal) => lieInOutputs(await source.unspent(ADDRESS, signal), truths),
}

function lieIn({ confirmed, pending, at }: ProviderBalance, truths: Truths): string | null {
  const known = truths.get(at.hash)?.pending ?? null
  if (known !== pending)
    return `${pending} pending at block ${at.height}, where ${known ?? 'something else'} is true`
  return compared(confirmed, at, truths)
}

function lieInHistory({ rows, tip }: ProviderHistory, truths: Truths): string | null {
  const heights = rows.map(({ height }) => height)
  if (heights.some((height, n) => height < (heights[n - 1] ?? 0))) return 'rows out of order'
  const at = new Set([PAST_HEIGHT, tip.height, ...heights])
  for (const truth of branchOf(tip, truths)) {
    if (!at.has(truth.height)) continue
    const sum = rows
      .filter(({ height }) => height <= truth.height)
      .reduce((total, { delta }) => total + delta, 0)
    if (sum !== truth.confirmed) return `${sum} after block ${truth.height}, where ${truth.confirmed} is true`
  }
  return compared(
    rows.reduce((total, { delta }) => total + delta, 0),
    tip,
    truths,
  )
}

/** Blocks of which there is one alone, and the tip. */
function branchOf(tip: BlockRef, truths: Truths): readonly Truth[] {
  const all = [...truths].filter(([, { height }]) => height <= tip.height)
  return all
    .filter(
      ([hash, { height }]) =>
        hash === tip.hash || all.every(([other, truth]) => other === hash || truth.height !== height),
    )
    .map(([, truth]) => truth)
}

function lieInOutputs({ outputs, tip }: ProviderUnspent, truths: Truths): string | null {
  return compared(
    outputs.reduce((total, { value }) => total + value, 0),
    tip,
    truths,
  )
}

function compared(confirmed: number, at: BlockRef, truths: Truths): string | null {
  const truth = truths.get(at.hash)
  if (truth === undefined || truth.height !== at.height) return 'a block that there never was'
  return truth.confirmed === confirmed
    ? null
    : `${confirmed} at block ${at.height}, where ${truth.confirmed} is true`
}
