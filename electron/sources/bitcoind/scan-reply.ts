/** Reads the result of `scantxoutset start`: amounts exact, scripts only those that were asked for where they were named. */
import { isSats, satsFromBtc } from '../../../shared/amounts.ts'
import type { BlockHash, BlockRef } from '../../../shared/chain.ts'
import type { DescribedOutput } from '../../engine/ports.ts'
import { asArray, asBlockHash, asCount, asFields, asFlag, asText, asTxid, brokenReply } from './fields.ts'

const METHOD = 'scantxoutset' as const

/** An output before its block is known: nodes older than Core 28 give the height alone. */
export type ScannedOutput = Omit<DescribedOutput, 'at'> & {
  readonly height: number
  readonly blockHash: BlockHash | null
}

export interface ScanResult {
  readonly at: BlockRef
  readonly outputs: readonly ScannedOutput[]
}

/**
 * Null when the scan was stopped before its end: what it holds then is only a part, and worth nothing. `wanted`: the only
 * scripts that it may speak of (hex); null where the node derived them.
 */
export function readScanResult(value: unknown, wanted: readonly string[] | null): ScanResult | null {
  const fields = asFields(value, METHOD)
  if (!asFlag(fields['success'], METHOD)) return null
  const at = { height: asCount(fields['height'], METHOD), hash: asBlockHash(fields['bestblock'], METHOD) }
  const seen = new Set<string>()
  const outputs = asArray(fields['unspents'], METHOD).map((item) => {
    const output = readOutput(item)
    const outpoint = `${output.txid}:${output.vout}`
    if (seen.has(outpoint) || output.height > at.height) throw brokenReply(METHOD)
    seen.add(outpoint)
    return output
  })
  if (wanted !== null && areAnyForeign(outputs, wanted)) throw brokenReply(METHOD)
  return { at, outputs }
}

/** Few hold anything of the many that are asked for: a table of those few is what is made. */
function areAnyForeign(outputs: readonly ScannedOutput[], wanted: readonly string[]): boolean {
  const foreign = new Set(outputs.map(({ scriptPubKey }) => scriptPubKey))
  if (foreign.size > 0) for (const script of wanted) foreign.delete(script)
  return foreign.size > 0
}

function readOutput(item: unknown): ScannedOutput {
  const fields = asFields(item, METHOD)
  const { blockhash } = fields
  return {
    txid: asTxid(fields['txid'], METHOD),
    vout: asCount(fields['vout'], METHOD),
    scriptPubKey: asText(fields['scriptPubKey'], METHOD),
    value: asAmount(fields['amount']),
    described: typeof fields['desc'] === 'string' ? fields['desc'] : '',
    coinbase: asFlag(fields['coinbase'], METHOD),
    height: asCount(fields['height'], METHOD),
    blockHash: blockhash === undefined ? null : asBlockHash(blockhash, METHOD),
  }
}

/** The reply was parsed with its amounts as digits. */
function asAmount(amount: unknown): number {
  const digits = asText(amount, METHOD)
  try {
    const sats = satsFromBtc(digits)
    if (isSats(sats)) return sats
  } catch (error) {
    throw brokenReply(METHOD, error)
  }
  throw brokenReply(METHOD)
}
