/** Entries of a file as they are shown, beside what is watched already. Pure. */
import type { Network } from '../../shared/chain.ts'
import { DEFAULT_GAP_LIMIT } from '../../shared/ipc/accounts.ts'
import type { ImportEntry } from '../../shared/ipc/imports.ts'
import { DEFAULT_LOOKAHEAD } from '../engine/accounts/gap-limit.ts'
import { firstAddresses, formOfAccount, type ResolvedEntry } from '../engine/imports/resolve.ts'
import type { NewWatch } from '../store/portfolio-store.ts'

/** An entry that can be stored: its script type is known. */
export type NewEntry = Exclude<ResolvedEntry, { readonly kind: 'choose' }>

/** What is stored of an entry that is watched. */
export interface StoredEntry {
  readonly label: string
  readonly note: string
}

/** Enough to recognise a wallet by. */
const FIRST = 3

/** As the portfolio stores it. */
export function toNewWatch(entry: NewEntry): NewWatch {
  const { label, group, birthday } = entry
  const names = {
    ...(label === undefined ? {} : { label }),
    ...(group === undefined ? {} : { group }),
    ...(birthday === undefined ? {} : { birthday }),
  }
  if (entry.kind === 'address') return { ...entry.address, ...names }
  return {
    account: entry.account,
    gapLimit: entry.gapLimit ?? DEFAULT_GAP_LIMIT,
    gapSaid: false,
    lookahead: DEFAULT_LOOKAHEAD,
    ...names,
  }
}

/** What adding it would do. */
export function stateOf(entry: ResolvedEntry, stored: StoredEntry | undefined): ImportEntry['state'] {
  if (entry.kind === 'choose') return 'choose'
  if (stored === undefined) return 'new'
  return Object.keys(beforeOf(entry, stored)).length > 0 ? 'changed' : 'already'
}

/** An entry with its first addresses. */
export function shownEntry(
  entry: ResolvedEntry,
  stored: StoredEntry | undefined,
  network: Network,
): ImportEntry {
  const { label, group, note, birthday } = entry
  const before = stored === undefined || entry.kind === 'choose' ? {} : beforeOf(entry, stored)
  return {
    entry: entry.entry,
    line: entry.line,
    kind: entry.kind === 'address' ? 'address' : 'account',
    state: stateOf(entry, stored),
    text: entry.text,
    scriptType: scriptTypeOf(entry),
    ...(label === undefined ? {} : { label }),
    ...(group === undefined ? {} : { group }),
    ...(note === undefined ? {} : { note }),
    ...(birthday === undefined ? {} : { birthday }),
    ...(Object.keys(before).length === 0 ? {} : { before }),
    first: entry.kind === 'account' ? firstAddresses(entry.account, network, FIRST) : [],
    options: entry.kind === 'choose' ? optionsOf(entry, network) : [],
  }
}

function scriptTypeOf(entry: ResolvedEntry): ImportEntry['scriptType'] {
  if (entry.kind === 'choose') return null
  return entry.kind === 'address' ? entry.address.scriptType : entry.account.scriptType
}

function optionsOf(
  { options }: Extract<ResolvedEntry, { readonly kind: 'choose' }>,
  network: Network,
): ImportEntry['options'] {
  return options.flatMap((account) => {
    const scriptType = formOfAccount(account)
    if (scriptType === null) return []
    return [{ scriptType, descriptor: account.descriptor, first: firstAddresses(account, network, FIRST) }]
  })
}

/** What is stored now and would be another. What the file leaves out stays. */
function beforeOf({ label, note }: ResolvedEntry, stored: StoredEntry): { label?: string; note?: string } {
  return {
    ...(label !== undefined && label !== stored.label ? { label: stored.label } : {}),
    ...(note !== undefined && note !== stored.note ? { note: stored.note } : {}),
  }
}
