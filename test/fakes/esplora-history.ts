/** An address's figures from the transactions that touch its script, as Esplora's index computes them. */
import type { AddressView, EsploraStats, EsploraTx, EsploraUtxo } from './esplora-chain.ts'

/** `confirmed` in chain order, `mempool` newest first; other transactions are left out here. */
export function addressView(
  script: string,
  confirmed: readonly EsploraTx[],
  mempool: readonly EsploraTx[],
): AddressView {
  const chain = confirmed.filter((tx) => touches(tx, script)).reverse()
  const pending = mempool.filter((tx) => touches(tx, script))
  return {
    script,
    chain_stats: statsOf(chain, script),
    mempool_stats: statsOf(pending, script),
    utxos: unspentOf([...pending, ...chain], script),
    chain,
    mempool: pending,
  }
}

/** A transaction's net effect on a script, in satoshis. */
export function netEffect({ vin, vout }: EsploraTx, script: string): number {
  const { funded_txo_sum, spent_txo_sum } = statsOf([{ vin, vout }], script)
  return funded_txo_sum - spent_txo_sum
}

function touches({ vin, vout }: EsploraTx, script: string): boolean {
  return (
    vout.some(({ scriptpubkey }) => scriptpubkey === script) ||
    vin.some(({ prevout }) => prevout?.scriptpubkey === script)
  )
}

function statsOf(txs: readonly Pick<EsploraTx, 'vin' | 'vout'>[], script: string): EsploraStats {
  const funded = txs.flatMap(({ vout }) => vout).filter(({ scriptpubkey }) => scriptpubkey === script)
  const spent = txs
    .flatMap(({ vin }) => vin)
    .map(({ prevout }) => prevout)
    .filter((prevout) => prevout !== null)
    .filter(({ scriptpubkey }) => scriptpubkey === script)
  return {
    tx_count: txs.length,
    funded_txo_count: funded.length,
    funded_txo_sum: sum(funded),
    spent_txo_count: spent.length,
    spent_txo_sum: sum(spent),
  }
}

function unspentOf(txs: readonly EsploraTx[], script: string): readonly EsploraUtxo[] {
  const spent = new Set(txs.flatMap(({ vin }) => vin.map(({ txid, vout }) => `${txid}:${vout}`)))
  return txs.flatMap(({ txid, vout, status }) =>
    vout
      .map(({ scriptpubkey, value }, n) => ({ scriptpubkey, utxo: { txid, vout: n, value, status } }))
      .filter(({ scriptpubkey }) => scriptpubkey === script)
      .map(({ utxo }) => utxo)
      .filter((utxo) => !spent.has(`${txid}:${utxo.vout}`)),
  )
}

function sum(outputs: readonly { readonly value: number }[]): number {
  return outputs.reduce((total, { value }) => total + value, 0)
}
