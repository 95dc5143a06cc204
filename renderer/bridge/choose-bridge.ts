/** Picks the bridge at start: the preload script's when there is one, else the WebSocket of the page's own host. */
import type { Bridge } from './bridge.ts'
import { createPreloadBridge } from './preload-bridge.ts'
import { createSocketBridge } from './socket-bridge.ts'

/** The bridge for this window. */
export function chooseBridge(window: Window): Bridge {
  if (window.tidemark) return createPreloadBridge(window.tidemark)
  const { location } = window
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  const bridge = createSocketBridge({
    url: `${scheme}://${location.host}/ws`,
    prepare: () => exchangeCode(window),
  })
  window.addEventListener('online', () => bridge.reconnectNow())
  window.addEventListener('hashchange', () => bridge.reconnectNow()) // a new link opened in this same tab
  return bridge
}

/** Trades the one-use code of `#code=...` for the session's cookie. The code leaves the address bar first. */
async function exchangeCode(window: Window): Promise<void> {
  const code = /^#code=([^&]+)$/.exec(window.location.hash)?.[1]
  if (code === undefined) return
  window.history.replaceState(null, '', window.location.pathname)
  // A refused code is not an error here: an earlier cookie may still hold, and the socket will tell.
  await window.fetch('/session', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  })
}
