/** A snapshot of many scripts, each with two coins whose values follow from the script alone. */
import { createHash } from 'node:crypto'
import type { CommitSize } from '../../../../electron/engine/commit-size.ts'
import type { ScriptId, SnapshotUpdate, WatchedScript } from '../../../../electron/engine/ports.ts'
import { type BlockHeader, blockHash, NO_HASH, txid } from '../../../../shared/chain.ts'

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** As `testChain()` of world.ts has them. */
function headerAt(height: number): BlockHeader {
  const hashAt = (at: number) => blockHash(digest(`block a ${at}`))
  return {
    height,
    hash: hashAt(height),
    prevHash: height === 0 ? NO_HASH : hashAt(height - 1),
    time: 1_600_000_000 + height * 600,
  }
}

const HEADERS = Array.from({ length: 101 }, (_, height) => headerAt(height))

/** What is watched. */
export const LARGE = Array.from({ length: 3_000 }, (_, i) => ({
  text: `large ${i}`,
  scriptPubKey: Uint8Array.of(0, 2, i >> 8, i & 255),
  scriptType: 'p2wpkh' as const,
}))

/** What the snapshot finds of a script in all. */
export const valueOf = (script: ScriptId): number => script + 7

/** At block 100. */
export function largeSnapshot(scripts: readonly Pick<WatchedScript, 'id'>[]): SnapshotUpdate {
  const [genesis, at] = [headerAt(0), headerAt(100)]
  return {
    kind: 'snapshot',
    at,
    headers: [genesis, ...HEADERS.slice(1)],
    outputHeaders: HEADERS,
    scripts: scripts.map(({ id }) => id),
    outputs: scripts.flatMap(({ id }) =>
      [id, 7].map((value, vout) => ({
        txid: txid(digest(`tx large ${id}`)),
        vout,
        script: id,
        value,
        coinbase: false,
        height: 1 + (id % 90),
      })),
    ),
    observedAt: 1,
  }
}

/** Always as many rows, whatever they take. */
export const fixedSize = (rows: number): CommitSize => ({ rows: () => rows, took: () => undefined })
