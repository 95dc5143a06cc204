/** `bitcoin:` links that the system hands over: with the start, from a second start, or (macOS) by an event of its own. */
import { app } from 'electron'
import { isBitcoinLink } from '../../shared/bitcoin-uri.ts'

export interface SystemLinks {
  /** From now on each link goes to `open`; the newest that came before goes there at once. */
  deliverTo(open: (link: string) => void): void
}

/**
 * Listens for links; to be called before the app is ready, since macOS tells of the link that starts it early. Nothing
 * of a link is logged. That Tidemark is who opens such links is said by its package alone, never here.
 */
export function catchLinks(argv: readonly string[]): SystemLinks {
  let waiting = linkIn(argv)
  let open: ((link: string) => void) | null = null

  function take(link: string | null): void {
    if (link === null) return
    if (open) open(link)
    else waiting = link
  }

  app.on('open-url', (event, url) => {
    event.preventDefault()
    take(linkIn([url]))
  })
  app.on('second-instance', (_event, secondArgv) => take(linkIn(secondArgv)))
  return {
    deliverTo(fresh) {
      open = fresh
      const first = waiting
      waiting = null
      take(first)
    },
  }
}

/** The last one: systems put it behind the options. */
function linkIn(argv: readonly string[]): string | null {
  return argv.findLast(isBitcoinLink) ?? null
}
