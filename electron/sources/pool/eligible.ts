/** Which sources a question may go to at all: what the asker allows, and what the source serves. */
import type { Network } from '../../../shared/chain.ts'
import type { ScriptType } from '../../../shared/ipc/contract.ts'
import { parseAddress } from '../../engine/accounts/parse-address.ts'
import type { BalanceSource } from '../../engine/ports.ts'
import type { PoolFailure } from './job.ts'

/** Null: unknown, and nobody is left out for it. */
export type ScriptTypeOf = (address: string) => ScriptType | null

export interface Eligibility {
  readonly eligible: ReadonlySet<string>
  /** Those that do not serve it. Those that are not allowed are not mentioned: they are no part of the question. */
  readonly excluded: readonly PoolFailure[]
}

/** Sorts the sources for one address. */
export function eligibleFor(
  address: string,
  sources: readonly BalanceSource[],
  allowed: (source: BalanceSource) => boolean,
  scriptTypeOf: ScriptTypeOf,
): Eligibility {
  const permitted = sources.filter(allowed)
  const common = permitted.every(({ capabilities }) => capabilities.scriptTypes.length >= SCRIPT_TYPES)
  const type = common ? null : scriptTypeOf(address)
  const serves = ({ capabilities }: BalanceSource): boolean =>
    type === null || capabilities.scriptTypes.includes(type)
  return {
    eligible: new Set(permitted.filter(serves).map(({ id }) => id)),
    excluded: permitted.filter((source) => !serves(source)).map(({ id }) => ({ id, ...UNSERVED })),
  }
}

const SCRIPT_TYPES = 6
const UNSERVED = {
  problem: 'unsupported',
  message: 'not asked: it does not serve this kind of address',
} as const
const SPELLINGS: readonly Network[] = ['main', 'testnet4', 'regtest']

/** The script type by the address's own form, of whichever network. */
export const scriptTypeByForm: ScriptTypeOf = (address) => {
  for (const network of SPELLINGS) {
    const entry = parseAddress(address, network)
    if (entry.kind === 'address') return entry.address.scriptType
  }
  return null
}
