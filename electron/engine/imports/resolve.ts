/** What a file names, made into things to watch: parsed, joined, counted once. */
import type { Network } from '../../../shared/chain.ts'
import {
  IMPORT_LIMITS,
  type ImportChoices,
  type ImportRefusal,
  type ScriptChoice,
} from '../../../shared/ipc/imports.ts'
import type { ParsedAccount } from '../accounts/account-key.ts'
import { deriveScripts } from '../accounts/derive-scripts.ts'
import type { ParsedAddress } from '../accounts/parse-address.ts'
import { type Entry, parseEntry } from '../accounts/parse-entry.ts'
import { SINGLE_KEY_FORMS } from '../accounts/simple-chain.ts'
import type { Candidate } from './file-types.ts'
import { joinChains } from './join-chains.ts'
import { entryRefusal, refuseFile, unreadRefusal } from './refusals.ts'

/** One thing to watch, with its place among what the file names (from 0). */
export type ResolvedEntry = Omit<Candidate, 'text' | 'first'> & {
  readonly entry: number
} & (
    | { readonly kind: 'address'; readonly text: string; readonly address: ParsedAddress }
    | { readonly kind: 'account'; readonly text: string; readonly account: ParsedAccount }
    | { readonly kind: 'choose'; readonly text: string; readonly options: readonly ParsedAccount[] }
  )

export interface Resolved {
  readonly entries: readonly ResolvedEntry[]
  readonly refused: readonly ImportRefusal[]
  /** How many were named before in the same file, or are a part of another entry. */
  readonly repeated: number
}

/** Entries parsed before others get their turn. */
const BATCH = 250
const MAX_TEXT = 10_000

/**
 * Parses what a file names. Throws AppError `refused_entries` when one of them is a private key: the whole file is
 * refused then. Rejects with the signal's reason.
 */
export async function resolveCandidates(
  candidates: readonly Candidate[],
  network: Network,
  choices: ImportChoices,
  signal: AbortSignal,
): Promise<Resolved> {
  const entries: ResolvedEntry[] = []
  const refused: ImportRefusal[] = []
  let accounts = 0
  for (const [index, candidate] of candidates.entries()) {
    if (index % BATCH === BATCH - 1) await new Promise((resolve) => setImmediate(resolve))
    signal.throwIfAborted()
    if (isTooLong(candidate.text)) {
      refused.push(unreadRefusal({ line: candidate.line, problem: 'too_long', text: null }))
      continue
    }
    if (accounts >= IMPORT_LIMITS.accounts && !isCheap(candidate.text)) {
      refused.push(unreadRefusal({ line: candidate.line, problem: 'too_many_accounts', text: null }))
      continue
    }
    const one = resolveOne(candidate, index, parseEntry(candidate.text, network), choices, network)
    if ('reason' in one) refused.push(one)
    else {
      entries.push(one)
      if (one.kind !== 'address') accounts++
    }
  }
  const distinct = countedOnce(joinChains(entries, network))
  return { entries: distinct, refused, repeated: entries.length - distinct.length }
}

/** Longer than any descriptor, or than any key: reading it would take long, and could give nothing. */
function isTooLong(text: string): boolean {
  return text.length > MAX_TEXT || /[0-9A-Za-z]{201}/.test(text)
}

/** What is no key and no descriptor is parsed in microseconds. */
function isCheap(text: string): boolean {
  return text.length < 100 && !text.includes('(')
}

function resolveOne(
  { text, first, ...names }: Candidate,
  entry: number,
  parsed: Entry,
  choices: ImportChoices,
  network: Network,
): ResolvedEntry | ImportRefusal {
  const { line } = names
  if (parsed.kind === 'refused') {
    const { reason } = parsed
    if (reason === 'private_key' || reason === 'seed_phrase') refuseFile({ line, reason })
    return entryRefusal(line, text, reason)
  }
  if (parsed.kind === 'address') return { ...names, entry, ...parsed, text: parsed.address.text }
  const account = parsed.kind === 'account' ? parsed.account : chosen(parsed.options, entry, choices)
  if (account === null)
    return { ...names, entry, kind: 'choose', text: text.trim(), options: optionsOf(parsed) }
  if (first !== undefined && firstAddresses(account, network, 1)[0] !== first)
    return unreadRefusal({ line, problem: 'other_first_address', text: null })
  return { ...names, entry, kind: 'account', text: account.descriptor, account }
}

function optionsOf(parsed: Entry): readonly ParsedAccount[] {
  return parsed.kind === 'choose' ? parsed.options : []
}

function chosen(
  options: readonly ParsedAccount[],
  entry: number,
  { all, single = [] }: ImportChoices,
): ParsedAccount | null {
  const wanted = single.find((each) => each.entry === entry)?.scriptType ?? all
  return options.find((option) => formOfAccount(option) === wanted) ?? null
}

/** The kind of script of an account of a single key; null for others. */
export function formOfAccount({ descriptor }: ParsedAccount): ScriptChoice | null {
  return SINGLE_KEY_FORMS.find((form) => descriptor.startsWith(`${form.replaceAll(')', '')}(`)) ?? null
}

/** The first receiving addresses of an account. */
export function firstAddresses(account: ParsedAccount, network: Network, count: number): readonly string[] {
  const [receive] = account.chains
  if (receive === undefined) return []
  return deriveScripts(receive, network, 0, count).flatMap(({ address }) => address ?? [])
}

/** The first one stays, with what later ones say beside it. */
function countedOnce(entries: readonly ResolvedEntry[]): readonly ResolvedEntry[] {
  const byText = new Map<string, ResolvedEntry>()
  for (const entry of entries) {
    const before = byText.get(entry.text)
    byText.set(entry.text, before === undefined ? entry : { ...entry, ...before })
  }
  return [...byText.values()]
}
