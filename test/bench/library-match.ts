/** How it is usually done: the block parsed by bitcoinjs-lib, scripts and outpoints looked up in Sets of strings. */
import { Block, type Transaction } from 'bitcoinjs-lib'
import type { WatchSet } from '../../electron/engine/ports.ts'

/** What a Set knows scripts and outpoints by. */
export interface LibraryWatch {
  readonly scripts: ReadonlySet<string>
  readonly outpoints: Set<string>
}

/** A transaction that matters, in the order of the block. */
export interface LibraryHit {
  readonly txid: string
  readonly outputs: readonly { readonly vout: number; readonly value: number }[]
  readonly spends: readonly number[]
}

/** The Sets for a watch set. */
export function libraryWatch(set: WatchSet): LibraryWatch {
  return {
    scripts: new Set(set.scripts.map(({ scriptPubKey }) => key(scriptPubKey))),
    outpoints: new Set(set.outpoints.map(({ txid, vout }) => key(Buffer.from(txid, 'hex').reverse()) + vout)),
  }
}

/** Parses the block and looks everything up. Outputs found are watched from there on. */
export function matchByLibrary(raw: Uint8Array, watch: LibraryWatch): readonly LibraryHit[] {
  const hits: LibraryHit[] = []
  for (const tx of Block.fromBuffer(raw).transactions ?? []) {
    const spends = tx.ins.flatMap(({ hash, index }, vin) =>
      watch.outpoints.has(key(hash) + index) ? [vin] : [],
    )
    const outputs = tx.outs.flatMap(({ script, value }, vout) =>
      watch.scripts.has(key(script)) ? [{ vout, value: Number(value) }] : [],
    )
    if (spends.length > 0 || outputs.length > 0) hits.push(toHit(tx, outputs, spends, watch))
  }
  return hits
}

function toHit(
  tx: Transaction,
  outputs: LibraryHit['outputs'],
  spends: readonly number[],
  watch: LibraryWatch,
): LibraryHit {
  const hash = key(tx.getHash(false))
  for (const { vout } of outputs) watch.outpoints.add(hash + vout)
  return { txid: tx.getId(), outputs, spends }
}

function key(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
