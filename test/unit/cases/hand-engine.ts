/** Scanner and ledger, real ones, on a chain written by hand. */
import { expect, onTestFinished } from 'vitest'
import type { Clock, ScanStore } from '../../../electron/engine/ports.ts'
import { createScanner, type ScanStep } from '../../../electron/engine/scanner.ts'
import { takeSnapshot } from '../../../electron/engine/snapshot-job.ts'
import { openStore, type Store } from '../../../electron/store/open-store.ts'
import type { LedgerReading } from '../../../electron/store/read-models.ts'
import type { HandChain } from '../../fakes/hand-chain.ts'
import { handSource, type Meanwhile } from '../../fakes/hand-chain-source.ts'
import { fillWholeHistory, toldHistory } from '../../ground/ledger-history.ts'
import { tempDir } from '../store/world.ts'

export interface HandEngine {
  readonly store: Store
  /** Called by the source between two looks; may be set at any time. */
  readonly meanwhile: Meanwhile
  /** Watches raw scripts, in hex. */
  watch(...scripts: readonly string[]): Promise<void>
  snapshot(): Promise<void>
  step(limit?: number): Promise<ScanStep>
  /** Snapshots and steps until everything watched follows the tip; what the steps were. */
  toTip(limit?: number): Promise<readonly ScanStep['kind'][]>
  /** At the tip, and demands that the unspent outputs are the chain's, as a set. */
  same(): Promise<void>
  reading(script: string): LedgerReading | undefined
  /** Reads the whole history of everything watched from that block (genesis) on, and tells it as `toldHistory` does. */
  history(base?: number): Promise<readonly string[]>
  /** "txid:vout value height" of every unspent output. */
  coins(): readonly string[]
}

const NEVER = new AbortController().signal

/** Opens a ledger of its own on `chain`; closed when the test ends. */
export function openHandEngine(
  chain: HandChain,
  wrap: (store: ScanStore) => ScanStore = (store) => store,
  clock: Clock = Date,
  pause: () => Promise<void> = () => Promise.resolve(),
): HandEngine {
  const [root, file] = [tempDir(), 'ledger.sqlite']
  const store = openStore({ root, network: 'regtest', access: 'own', purpose: 'a test', file, clock })
  onTestFinished(() => store.close())
  const meanwhile: Meanwhile = {}
  const source = handSource(chain, meanwhile)
  const scan = wrap(store.scan)
  const scanner = createScanner({ chain: source.chain, store: scan, clock, pause })
  const job = { network: 'regtest', ...source, store: scan, clock, onProgress: () => undefined } as const
  const watched = new Set<string>()

  const step = (limit = 500): Promise<ScanStep> => scanner.syncOnce(limit, NEVER)
  const coins = (): readonly string[] =>
    store.models
      .allUnspent()
      .map(({ txid, vout, value, height }) => `${txid}:${vout} ${value} ${height}`)
      .sort()

  async function toTip(limit?: number): Promise<readonly ScanStep['kind'][]> {
    const kinds: ScanStep['kind'][] = []
    for (;;) {
      const isNew = (await scan.position()).cursor === null
      const { kind } = isNew ? ({ kind: 'at_tip' } as const) : await step(limit)
      kinds.push(kind)
      if (kind === 'waiting' || kind === 'idle') throw new Error(`stopped: ${kind}`)
      if (kind === 'at_tip' && (await takeSnapshot(job, NEVER)).length === 0) return kinds
    }
  }

  return {
    store,
    meanwhile,
    step,
    toTip,
    coins,
    watch: async (...scripts) => {
      for (const script of scripts) watched.add(script)
      await store.portfolio.add(
        scripts.map((script) => ({
          text: `raw ${script}`,
          scriptPubKey: Buffer.from(script, 'hex'),
          scriptType: 'witness' as const,
        })),
      )
    },
    snapshot: async () => void (await takeSnapshot(job, NEVER)),
    same: async () => {
      await toTip()
      const truth = chain.unspent(watched)
      expect(coins()).toEqual(
        truth.map(({ txid, vout, value, height }) => `${txid}:${vout} ${value} ${height}`).sort(),
      )
      expect(store.models.cursor()?.hash).toBe(chain.tip.hash)
    },
    history: async (base = 0) => {
      const { height, hash } = chain.at(base)
      await fillWholeHistory(store, source.chain, { height, hash })
      return toldHistory(store.dataDir)
    },
    reading: (script) => {
      const row = store.portfolio.scriptsOf().find(({ address }) => address === `raw ${script}`)
      return row && store.models.ledgerReadings([row.scriptId]).get(row.scriptId)
    },
  }
}
