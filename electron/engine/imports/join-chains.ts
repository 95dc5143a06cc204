/** Receive and change descriptors that are one wallet, made one account. Pure. */
import type { Network } from '../../../shared/chain.ts'
import { withoutChecksum } from '../accounts/descriptor-text.ts'
import { parseEntry } from '../accounts/parse-entry.ts'
import type { ResolvedEntry } from './resolve.ts'

type AccountEntry = Extract<ResolvedEntry, { readonly kind: 'account' }>

const RECEIVE = '/0/*'
const CHANGE = '/1/*'

/**
 * Pairs that differ in the chain alone (`/0/*` and `/1/*` of the same keys) become one account in the place of the
 * first; a single chain that another account of the file has already is left out.
 */
export function joinChains(entries: readonly ResolvedEntry[], network: Network): readonly ResolvedEntry[] {
  const singles = new Map(entries.filter(isSingleChain).map((entry) => [withoutChecksum(entry.text), entry]))
  if (singles.size === 0) return entries
  const gone = new Set<ResolvedEntry>()
  const joined = new Map<ResolvedEntry, AccountEntry>()
  for (const [body, receive] of singles) {
    const change = body.includes(RECEIVE) ? singles.get(body.replaceAll(RECEIVE, CHANGE)) : undefined
    const both = change === undefined ? null : joinedEntry(receive, change, body, network)
    if (change === undefined || both === null) continue
    const [first, second] = receive.entry < change.entry ? [receive, change] : [change, receive]
    joined.set(first, { ...both, entry: first.entry, line: first.line })
    gone.add(second)
  }
  const all = entries.filter((entry) => !gone.has(entry)).map((entry) => joined.get(entry) ?? entry)
  return withoutParts(all)
}

function isSingleChain(entry: ResolvedEntry): entry is AccountEntry {
  return entry.kind === 'account' && entry.account.ranged && entry.account.chains.length === 1
}

function joinedEntry(
  receive: AccountEntry,
  change: AccountEntry,
  body: string,
  network: Network,
): AccountEntry | null {
  const parsed = parseEntry(body.replaceAll(RECEIVE, '/<0;1>/*'), network)
  if (parsed.kind !== 'account') return null
  return { ...change, ...receive, text: parsed.account.descriptor, account: parsed.account }
}

/** Some exports name the chains one by one below the descriptor that has them all. */
function withoutParts(entries: readonly ResolvedEntry[]): readonly ResolvedEntry[] {
  const held = new Set(
    entries.flatMap((entry) =>
      entry.kind === 'account' && entry.account.chains.length > 1 ? entry.account.chains : [],
    ),
  )
  return entries.filter((entry) => !(isSingleChain(entry) && held.has(entry.account.chains[0] ?? '')))
}
