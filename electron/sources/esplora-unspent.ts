/**
 * The confirmed unspent outputs of an address. The server's own list leaves out what the mempool spends, so that it
 * is believed only when it adds up to the confirmed balance; else the outputs are rebuilt from the history.
 */
import type { ProviderUnspent } from '../engine/ports.ts'
import { checkBlock } from './esplora-bracket.ts'
import type { Asked, HistoryReader } from './esplora-history.ts'
import { confirmedUnspentFrom } from './esplora-transactions.ts'
import type { ProviderHttp } from './provider-http.ts'

const MAX_BYTES = 4_194_304

/** Reads them, ascending by height. `cannot_know` when neither the list nor the history can be reconciled. */
export async function readUnspent(
  http: ProviderHttp,
  history: HistoryReader,
  asked: Asked,
  signal: AbortSignal,
): Promise<ProviderUnspent['outputs']> {
  if (asked.figures.outputs === 0) return []
  const reply = await http.jsonIfServed(`${asked.path}/utxo`, 'history', MAX_BYTES, signal)
  const listed = reply === undefined ? null : listedOutputs(reply, asked)
  return listed ?? (await history.proven(asked, signal)).outputs
}

/** Null when the list is not the whole confirmed balance. */
function listedOutputs(reply: unknown, { bracket, figures }: Asked): ProviderUnspent['outputs'] | null {
  const coins = confirmedUnspentFrom(reply)
  for (const { place } of coins) checkBlock(bracket, place.height, place.hash)
  const distinct = new Set(coins.map(({ txid, vout }) => `${txid}:${vout}`)).size
  const sum = coins.reduce((total, { value }) => total + value, 0)
  const whole = sum === figures.confirmed && (figures.outputs === null || figures.outputs === coins.length)
  if (!whole || distinct !== coins.length) return null
  return coins
    .map(({ txid, vout, value, place }) => ({ txid, vout, value, height: place.height }))
    .sort((a, b) => a.height - b.height)
}
