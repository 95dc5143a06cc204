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
  const accounts = accountReadings(entries, readings)
  const seen = new Set<ScriptId | string>()
  const counted = readings.filter((_, i) => {
    const entry = entries[i]
    if (entry === undefined) return false
    const key = isAccount(entry) ? `account ${entry.accountId}` : entry.scriptId
    if (seen.has(key)) return false
    seen.add(key)
    return isAccount(entry) || !ownersAmong(from.ledger, entry.scriptId, accounts).length
  })
  return withoutRepeated(totalOf(counted), repeatedScripts(accounts, from))
}

type AccountReadings = ReadonlyMap<number, Reading>

function accountReadings(entries: readonly EntryToRead[], readings: readonly Reading[]): AccountReadings {
  return new Map(
    entries.flatMap((entry, i) => {
      const reading = readings[i]
      return isAccount(entry) && reading ? [[entry.accountId, reading] as const] : []
    }),
  )
}

function ownersAmong({ shared }: AccountLedger, script: ScriptId, accounts: AccountReadings) {
  return (shared.get(script) ?? []).filter((id) => accounts.has(id))
}

/** A script that several of the accounts hold, with the readings of these accounts. */
interface Repeated {
  readonly reading: Reading
  readonly owners: readonly Reading[]
}

function repeatedScripts(
  accounts: AccountReadings,
  { ledger, context, inputsOf, inGap }: Pick<AccountReading, 'ledger' | 'context' | 'inputsOf' | 'inGap'>,
): readonly Repeated[] {
  const repeated = [...ledger.shared.keys()].filter((id) => ownersAmong(ledger, id, accounts).length > 1)
  if (repeated.length === 0) return []
  const held = new Map<ScriptId, { script: ScriptToRead; owners: Reading[] }>()
  for (const [id, reading] of accounts)
    for (const script of inGap(id)) {
      const known = held.get(script.scriptId)
      if (known) known.owners.push(reading)
      else held.set(script.scriptId, { script, owners: [reading] })
    }
  const several = [...held.values()].filter(({ owners }) => owners.length > 1)
  const readings = inputsOf(several.map(({ script }) => script)).map((input) => chooseReading(input, context))
  return readings.map((reading, i) => ({ reading, owners: several[i]?.owners ?? [] }))
}

/** An account that knows nothing of a figure has not counted it. */
function withoutRepeated(total: Total, repeated: readonly Repeated[]): Total {
  const less = (figure: 'confirmed' | 'pending' | 'immature'): number | null => {
    const sum = total[figure]
    if (sum === null) return null
    return repeated.reduce((left, { reading, owners }) => {
      const times = owners.filter((owner) => owner[figure] !== null).length
      return left - (reading[figure] ?? 0) * Math.max(0, times - 1)
    }, sum)
  }
  return {
    ...total,
    confirmed: less('confirmed'),
    pending: less('pending'),
    immature: less('immature'),
  }
}
