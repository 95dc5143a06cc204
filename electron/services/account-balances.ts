/**
 * Accounts in a report: one reading each, from the sums of the ledger while these suffice, else from the scripts up to
 * the end of their gap. Behind that end nothing was ever paid, as far as is known: it adds nothing to a sum.
 */
import type { Reading, Total } from '../../shared/reading.ts'
import { type AccountView, readingOfAccount } from '../engine/accounts/account-reading.ts'
import type { ScriptId } from '../engine/ports.ts'
import {
  chooseReading,
  type LedgerView,
  ledgerSuffices,
  type ReadingContext,
  type ReadingInput,
} from '../engine/reading.ts'
import { totalOf } from '../engine/total.ts'
import type { AccountLedger } from '../store/account-ledger.ts'

/** A script to read, under the address it is shown as. */
export interface ScriptToRead {
  readonly scriptId: ScriptId
  readonly address: string
}

/** An account to read, under its descriptor. */
export interface AccountToRead {
  readonly accountId: number
  readonly address: string
  /** Whether one of its chains ends inside its gap. */
  readonly short: boolean
}

/** One line of a report. */
export type EntryToRead = ScriptToRead | AccountToRead

/** Whether an entry is an account. */
export function isAccount(entry: EntryToRead): entry is AccountToRead {
  return 'accountId' in entry
}

/** Whether an entry is one script. */
export function isScript(entry: EntryToRead): entry is ScriptToRead {
  return !isAccount(entry)
}

/** Gathers what is known of scripts, one input each, in their order. */
export type InputsOf = (scripts: readonly ScriptToRead[]) => readonly (ReadingInput & ScriptToRead)[]

export interface AccountReading {
  readonly ledger: AccountLedger
  readonly context: ReadingContext
  readonly inputsOf: InputsOf
  /** What the node said since makes the ledger's figure fresher. */
  readonly confirm: (ledger: LedgerView) => LedgerView
  /** The scripts up to the end of the gap. */
  readonly inGap: (accountId: number) => readonly ScriptToRead[]
}

/** Whether the sums of the ledger are the account's figure: nothing inside its gap is missing, and they are new enough. */
export function accountSuffices(
  view: AccountView | undefined,
  context: ReadingContext,
): view is AccountView & { kind: 'together' } {
  return view?.kind === 'together' && view.missing === 0 && ledgerSuffices(view.ledger, context)
}

/** The account's reading. */
export function readAccount({ accountId, address, short }: AccountToRead, from: AccountReading): Reading {
  const { ledger, context } = from
  const view = ledger.views.get(accountId)
  const inLedger = view !== undefined && view.kind !== 'uncovered'
  const growing = short || (inLedger && view.covered < view.scripts)
  if (accountSuffices(view, context)) {
    const sums = { ledger: from.confirm(view.ledger), observations: [], failedAt: null, providerReasons: [] }
    const reading = chooseReading({ address, ...sums }, context)
    return readingOfAccount(address, [{ count: view.covered, reading }], { growing, gapUncertain: false })
  }
  const inputs = from.inputsOf(from.inGap(accountId))
  const readings = inputs.map((input) => chooseReading(input, context))
  const gapUncertain = inputs.some((input, i) => saysNothingOfUse(input, readings[i]))
  const parts = readings.map((reading) => ({ count: 1, reading }))
  return readingOfAccount(address, parts, { growing, gapUncertain })
}

function saysNothingOfUse({ observations }: ReadingInput, reading: Reading | undefined): boolean {
  if (!reading?.source?.startsWith('provider:')) return false
  const said = observations.find(({ source }) => source === reading.source)
  return said !== undefined && (said.used ?? null) === null && said.confirmed === 0
}

/** The sum over distinct scripts: an address that is part of an account beside it is counted there. */
export function totalOfEntries(
  entries: readonly EntryToRead[],
  readings: readonly Reading[],
  from: Pick<AccountReading, 'ledger' | 'context' | 'inputsOf' | 'inGap'>,
): Total {
  const accounts = new Set(entries.filter(isAccount).map(({ accountId }) => accountId))
  const seen = new Set<ScriptId | string>()
  const counted = readings.filter((_, i) => {
    const entry = entries[i]
    if (entry === undefined) return false
    const key = isAccount(entry) ? `account ${entry.accountId}` : entry.scriptId
    if (seen.has(key)) return false
    seen.add(key)
    return isAccount(entry) || !ownersAmong(from.ledger, entry.scriptId, accounts).length
  })
  return withoutRepeated(totalOf(counted), repeatedReadings(accounts, from))
}

function ownersAmong({ shared }: AccountLedger, script: ScriptId, accounts: ReadonlySet<number>) {
  return (shared.get(script) ?? []).filter((id) => accounts.has(id))
}

/** Readings of scripts that several of the accounts hold, once for each time too many. */
function repeatedReadings(
  accounts: ReadonlySet<number>,
  { ledger, context, inputsOf, inGap }: Pick<AccountReading, 'ledger' | 'context' | 'inputsOf' | 'inGap'>,
): readonly Reading[] {
  const repeated = [...ledger.shared.keys()].filter((id) => ownersAmong(ledger, id, accounts).length > 1)
  if (repeated.length === 0) return []
  const times = new Map<ScriptId, { script: ScriptToRead; count: number }>()
  for (const id of accounts)
    for (const script of inGap(id))
      times.set(script.scriptId, { script, count: (times.get(script.scriptId)?.count ?? 0) + 1 })
  const twice = [...times.values()].filter(({ count }) => count > 1)
  const readings = inputsOf(twice.map(({ script }) => script)).map((input) => chooseReading(input, context))
  return readings.flatMap((reading, i) => Array<Reading>((twice[i]?.count ?? 1) - 1).fill(reading))
}

function withoutRepeated(total: Total, repeated: readonly Reading[]): Total {
  const less = (sum: number | null, figure: 'confirmed' | 'pending' | 'immature'): number | null =>
    sum === null ? null : repeated.reduce((left, reading) => left - (reading[figure] ?? 0), sum)
  return {
    ...total,
    confirmed: less(total.confirmed, 'confirmed'),
    pending: less(total.pending, 'pending'),
    immature: less(total.immature, 'immature'),
  }
}
