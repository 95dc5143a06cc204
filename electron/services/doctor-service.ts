/** The doctor: one look of the own node at the coins of a key in all its forms. Nothing is stored, nobody else is asked. */
import type { Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import { DEFAULT_GAP_LIMIT } from '../../shared/ipc/accounts.ts'
import type { Watch } from '../../shared/ipc/contract.ts'
import { DOCTOR_RANGE, type DoctorReport, type DoctorRequest } from '../../shared/ipc/doctor.ts'
import { say } from '../../shared/said.ts'
import type { ParsedAccount } from '../engine/accounts/account-key.ts'
import type { Deriver } from '../engine/accounts/deriver.ts'
import { diagnose, type WatchedAccount } from '../engine/accounts/diagnose.ts'
import { accountsToLookFor } from '../engine/accounts/doctor-plan.ts'
import { REFUSAL_CODES, refusal } from '../engine/accounts/parse-address.ts'
import { parseEntry } from '../engine/accounts/parse-entry.ts'
import type { DescriptorRange, DescriptorSnapshot } from '../engine/ports.ts'
import { placeCoins } from './place-coins.ts'

export interface DoctorOptions {
  readonly network: Network
  readonly deriver: Pick<Deriver, 'derive'>
  readonly scan: (ranges: readonly DescriptorRange[], signal: AbortSignal) => Promise<DescriptorSnapshot>
  readonly watches: () => readonly Watch[]
  /** Those of these scripts (hex) that are watched. */
  readonly watchedAmong: (scripts: readonly string[]) => ReadonlySet<string>
}

/** Answers `doctor.run`. */
export function createDoctor(
  options: DoctorOptions,
): (request: DoctorRequest, signal: AbortSignal) => Promise<DoctorReport> {
  const { network, deriver, scan, watches, watchedAmong } = options

  function watchedAs({ descriptor }: ParsedAccount): WatchedAccount {
    const watch = watches().find(({ text }) => text === descriptor)
    return watch === undefined
      ? null
      : { watchId: watch.id, gapLimit: watch.account?.gapLimit ?? DEFAULT_GAP_LIMIT }
  }

  return async ({ line, range = DOCTOR_RANGE.usual }, signal) => {
    const accounts = accountsOf(line, network)
    const chains = accounts.flatMap((account) =>
      account.chains.map((descriptor, chain) => ({ account, descriptor, chain })),
    )
    const ranges = chains.map(({ descriptor, account }) => ({
      descriptor,
      count: account.ranged ? range : null,
    }))
    const { at, outputs } = await scan(ranges, signal)
    const watched = watchedAmong(outputs.map(({ scriptPubKey }) => scriptPubKey))
    const coins = await placeCoins({ network, deriver, chains, range, watched }, outputs, signal)
    return {
      at: { height: at.height, hash: at.hash },
      range,
      scripts: ranges.reduce((sum, { count }) => sum + (count ?? 1), 0),
      coins: coins.length,
      sats: coins.reduce((sum, { sats }) => sum + sats, 0),
      ...diagnose(accounts, coins, watchedAs, DEFAULT_GAP_LIMIT),
    }
  }
}

function accountsOf(line: string, network: Network): readonly ParsedAccount[] {
  const entry = parseEntry(line, network)
  if (entry.kind === 'refused') {
    const detail = [refusal(1, line.trim(), entry.reason)]
    const why = say(REFUSAL_CODES[entry.reason])
    throw new AppError('refused_entries', say('doctor_refused', { why }), { detail })
  }
  if (entry.kind === 'address') throw new AppError('invalid_input', say('doctor_address'))
  return accountsToLookFor(entry, network)
}
