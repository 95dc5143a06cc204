/** Store, node and scanner without the services around them: for tests that must stop between two steps. */

import { parseAddress } from '../../electron/engine/accounts/parse-address.ts'
import type { Clock, ScanStore, ScriptId, SnapshotSource } from '../../electron/engine/ports.ts'
import { createScanner, type Scanner, type ScanStep } from '../../electron/engine/scanner.ts'
import { takeSnapshot } from '../../electron/engine/snapshot-job.ts'
import type { RegtestNode } from '../../electron/launch/regtest-node.ts'
import { createBitcoind } from '../../electron/sources/bitcoind/bitcoind.ts'
import { openStore, type Store } from '../../electron/store/open-store.ts'
import type { Reading } from '../../shared/reading.ts'

export interface EngineGround {
  readonly store: Store
  readonly scanner: Scanner
  watch(...addresses: string[]): Promise<void>
  /** Takes the waiting snapshot; `between` runs after the node answered and before the ledger hears of it. */
  snapshot(between?: () => Promise<void>): Promise<readonly ScriptId[]>
  step(limit?: number): Promise<ScanStep>
  /** Steps until the scanner reports the tip. */
  toTip(limit?: number): Promise<void>
  confirmed(address: string): Pick<Reading, 'confirmed' | 'asOf'> & { readonly state: string | null }
  close(): Promise<void>
}

const NEVER = new AbortController().signal
const HERE_AND_NOW: Clock = { now: () => Date.now() }

/** Opens a ledger on `folder` for this node; `wrap` may put itself between the scanner and the store. */
export function openEngine(
  node: Pick<RegtestNode, 'url' | 'cookieFile'>,
  folder: string,
  wrap: (store: ScanStore) => ScanStore = (store) => store,
  clock: Clock = HERE_AND_NOW,
): EngineGround {
  const network = 'regtest'
  const store = openStore({
    root: folder,
    network,
    access: 'own',
    purpose: 'a test',
    file: 'ledger.sqlite',
    clock,
  })
  const auth = { kind: 'cookie', file: node.cookieFile } as const
  const bitcoind = createBitcoind({ url: node.url, auth, network, clock })
  const { chain, snapshots } = bitcoind
  const scan = wrap(store.scan)
  const scanner = createScanner({ chain, store: scan, clock })

  async function toTip(limit = 500): Promise<void> {
    for (;;) {
      const step = await scanner.syncOnce(limit, NEVER)
      if (step.kind === 'at_tip') return
      if (step.kind === 'waiting' || step.kind === 'idle') throw new Error(`stopped: ${step.kind}`)
    }
  }

  return {
    store,
    scanner,
    watch: async (...addresses) => {
      const entries = addresses.map((text) => {
        const entry = parseAddress(text, network)
        if (entry.kind === 'refused') throw new Error(entry.reason)
        return entry.address
      })
      await store.portfolio.add(entries)
    },
    snapshot: (between = async () => undefined) => {
      const held: SnapshotSource = {
        snapshot: async (scripts, onProgress, signal) => {
          const taken = await snapshots.snapshot(scripts, onProgress, signal)
          await between()
          return taken
        },
      }
      return takeSnapshot(
        { network, chain, snapshots: held, store: scan, clock, onProgress: () => undefined },
        NEVER,
      )
    },
    step: (limit = 500) => scanner.syncOnce(limit, NEVER),
    toTip,
    confirmed: (address) => {
      const script = store.portfolio.scriptsOf().find((entry) => entry.address === address)
      const reading = script && store.models.ledgerReadings([script.scriptId]).get(script.scriptId)
      return {
        confirmed: reading?.confirmed ?? null,
        asOf: reading?.at ?? null,
        state: reading?.state ?? null,
      }
    },
    close: async () => {
      await bitcoind.close()
      await store.idle()
      store.close()
    },
  }
}
