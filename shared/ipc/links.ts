/** Requests about `bitcoin:` links, handed over by the system or pasted. They are shown; nothing follows from them by itself. */
import type { BitcoinLink } from '../bitcoin-uri.ts'
import type { Empty } from './contract.ts'

export interface LinkRequests {
  /** What a link says that was typed or pasted. Nothing is kept of it. */
  'link.read': { in: { readonly text: string }; out: BitcoinLink }
  /** The newest link that nobody has taken yet, and which is gone then; null without one. */
  'link.take': { in: Empty; out: BitcoinLink | null }
}
