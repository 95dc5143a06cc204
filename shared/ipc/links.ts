/** Requests about `bitcoin:` links that the system hands over. They are shown; nothing follows from them by itself. */
import type { BitcoinLink } from '../bitcoin-uri.ts'
import type { Empty } from './contract.ts'

export interface LinkRequests {
  /** The newest link that nobody has taken yet, and which is gone then; null without one. */
  'link.take': { in: Empty; out: BitcoinLink | null }
}
