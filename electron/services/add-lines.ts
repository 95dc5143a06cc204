/** Lines a person gave, sorted into what can be watched, what has to be chosen, and what is refused. */
import type { RefusedEntry } from '../../shared/address.ts'
import type { Network } from '../../shared/chain.ts'
import { DEFAULT_GAP_LIMIT } from '../../shared/ipc/accounts.ts'
import type { AccountScriptType, AddRequest, EntryChoice, EntryOption } from '../../shared/ipc/contract.ts'
import type { ParsedAccount } from '../engine/accounts/account-key.ts'
import { deriveScripts } from '../engine/accounts/derive-scripts.ts'
import { DEFAULT_LOOKAHEAD } from '../engine/accounts/gap-limit.ts'
import { refusal } from '../engine/accounts/parse-address.ts'
import { parseEntry } from '../engine/accounts/parse-entry.ts'
import { phraseAcrossLines } from '../engine/accounts/secrets.ts'
import { SINGLE_KEY_FORMS } from '../engine/accounts/simple-chain.ts'
import type { NewWatch } from '../store/portfolio-store.ts'

export interface SortedLines {
  readonly entries: readonly NewWatch[]
  readonly choices: readonly EntryChoice[]
  readonly refused: readonly RefusedEntry[]
}

/** Addresses of an option that are shown: enough to recognise a wallet by. */
const SHOWN = 3

/** Sorts them. A seed phrase written one word a line is recognised too, and refused as a whole. */
export function sortLines(request: Omit<AddRequest, 'atomic'>, network: Network): SortedLines {
  const entries: NewWatch[] = []
  const choices: EntryChoice[] = []
  const refused: RefusedEntry[] = []
  const phrase = phraseAcrossLines(request.lines)
  for (const [index, line] of request.lines.entries()) {
    const text = line.trim()
    const entry = phrase.has(index)
      ? ({ kind: 'refused', reason: 'seed_phrase' } as const)
      : parseEntry(line, network)
    const id = request.back?.[index]
    const back = id === undefined ? {} : { id }
    if (entry.kind === 'address') entries.push({ ...entry.address, ...namesOf(request), ...back })
    else if (entry.kind === 'account') entries.push({ ...newAccount(entry.account, request), ...back })
    else if (entry.kind === 'choose') {
      const chosen = entry.options.find((option) => formOfAccount(option) === request.scriptType)
      if (chosen) entries.push(newAccount(chosen, request))
      else
        choices.push({
          line: index + 1,
          text,
          options: entry.options.flatMap((option) => toOption(option, network)),
        })
    } else if (entry.reason !== 'empty') refused.push(refusal(index + 1, text, entry.reason))
  }
  return { entries, choices, refused }
}

function namesOf({ label, group, archived, birthday }: Omit<AddRequest, 'atomic'>) {
  return {
    ...(label === undefined ? {} : { label }),
    ...(group === undefined ? {} : { group }),
    ...(archived === undefined ? {} : { archived }),
    ...(birthday === undefined ? {} : { birthday }),
  }
}

function newAccount(account: ParsedAccount, request: Omit<AddRequest, 'atomic'>): NewWatch {
  return {
    account,
    gapLimit: request.gapLimit ?? DEFAULT_GAP_LIMIT,
    gapSaid: request.gapLimit !== undefined,
    lookahead: request.lookahead ?? DEFAULT_LOOKAHEAD,
    ...namesOf(request),
  }
}

function formOfAccount({ descriptor }: ParsedAccount): AccountScriptType | null {
  return SINGLE_KEY_FORMS.find((form) => descriptor.startsWith(form.replaceAll(')', '').concat('('))) ?? null
}

function toOption(account: ParsedAccount, network: Network): readonly EntryOption[] {
  const scriptType = formOfAccount(account)
  const [receive] = account.chains
  if (scriptType === null || receive === undefined) return []
  const addresses = deriveScripts(receive, network, 0, SHOWN).flatMap(({ address }) => address ?? [])
  return [{ scriptType, descriptor: account.descriptor, addresses }]
}
