/** Holds the `bitcoin:` link that the system handed over until a window takes it: it may come before there is one. */
import { type BitcoinLink, parseBitcoinLink, textsOfLink } from '../../shared/bitcoin-uri.ts'
import { secretKindOf } from '../engine/accounts/secrets.ts'
import type { Hub } from './hub.ts'

/** One link at a time: a newer one takes the place of one that nobody took. */
export interface LinkBox {
  /** Takes a link's text; it is read here and never logged. */
  offer(text: string): void
  take(): BitcoinLink | null
}

/** An empty box. */
export function createLinkBox(hub: Pick<Hub, 'emit'>): LinkBox {
  let waiting: BitcoinLink | null = null
  return {
    offer(text) {
      waiting = readLink(text)
      hub.emit('link.opened', {})
    },
    take() {
      const link = waiting
      waiting = null
      return link
    },
  }
}

/** What a link says; one with a secret in it says nothing else. */
export function readLink(text: string): BitcoinLink {
  return withoutSecrets(parseBitcoinLink(text), text)
}

/** A private key or a seed phrase in a link is not repeated, not even to the window. */
function withoutSecrets(link: BitcoinLink, text: string): BitcoinLink {
  if (link.kind === 'refused') return link
  // As it was written, and as it is shown: what separates words is not the same in both.
  const shown = [link.label, link.message].filter((words) => words !== null)
  const hasSecret = [...textsOfLink(text), ...shown].some((part) => secretKindOf(part) !== null)
  return hasSecret ? { kind: 'refused', reason: 'secret' } : link
}
