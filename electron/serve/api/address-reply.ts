/**
 * `GET /address/{address}?verbosity=3[&height=H]`: what Tidemark knows of a watched address, without asking anybody.
 * `balance` counts every output in blocks, immature ones too, as other servers do. Unknown is 503, never 0.
 */
import type { BlockRef, Network } from '../../../shared/chain.ts'
import type { WireError } from '../../../shared/errors.ts'
import type { BestTip, Reading } from '../../../shared/reading.ts'
import type { Router } from '../../ipc/router-types.ts'
import { type ApiReply, apiError, jsonReply } from './api-reply.ts'
import { callHost } from './host-calls.ts'
import { parseAddressQuery } from './query.ts'

/** Answers for the address as it stands in the path, still percent-encoded. */
export async function addressReply(
  { router, network }: { readonly router: Router; readonly network: Network },
  encoded: string,
  search: string,
  signal: AbortSignal,
): Promise<ApiReply> {
  const query = parseAddressQuery(search)
  if (query.kind === 'bad') return apiError(400, 'bad_query', query.message)
  const address = decode(encoded)
  if (address === null) return notWatched()
  const report = await callHost(router, 'balance.read', { addresses: [address], refresh: false }, signal)
  if (!report.ok) return failed(report.error)
  const [reading] = report.value.readings
  if (reading === undefined) return notWatched()
  if (reading.asOf === null || reading.confirmed === null) return unknown(reading)
  if (query.height !== null && query.height !== reading.asOf.height)
    return pastReply({ router, network }, reading, query.height, reading.asOf, signal)
  const time = await timeOf(router, reading.asOf, report.value.tip, signal)
  return jsonReply(200, bodyOf(reading, reading.asOf, reading.confirmed, network, time))
}

/** Right after an earlier block, from the ledger alone: what somebody else said is not passed on under a height. */
async function pastReply(
  { router, network }: { readonly router: Router; readonly network: Network },
  { address }: Reading,
  height: number,
  newest: BlockRef,
  signal: AbortSignal,
): Promise<ApiReply> {
  const report = await callHost(router, 'balance.at', { addresses: [address], height, ask: false }, signal)
  if (!report.ok) return otherHeight(height, newest)
  const [past] = report.value.readings
  if (past?.source !== 'ledger' || past.asOf === null || past.confirmed === null)
    return otherHeight(height, newest)
  const { confirmed, immature, asOf, source } = past
  return jsonReply(200, {
    address,
    network,
    balance: confirmed + (immature ?? 0),
    height: asOf.height,
    hash: asOf.hash,
    time: report.value.blockTime,
    confirmed,
    immature,
    kind: 'known',
    source,
  })
}

function bodyOf(
  reading: Reading,
  asOf: BlockRef,
  confirmed: number,
  network: Network,
  time: number | null,
): object {
  const { address, pending, immature, kind, freshness, source, completeness, reasons } = reading
  return {
    address,
    network,
    balance: confirmed + (immature ?? 0),
    height: asOf.height,
    hash: asOf.hash,
    time,
    confirmed,
    pending,
    immature,
    kind,
    freshness,
    source,
    completeness,
    reasons,
  }
}

/** The time in the block's header, in seconds, where it is known. */
async function timeOf(
  router: Router,
  at: BlockRef,
  tip: BestTip | null,
  signal: AbortSignal,
): Promise<number | null> {
  if (tip?.hash === at.hash) return tip.time
  const status = await callHost(router, 'status.get', {}, signal)
  return status.ok && status.value.ledger?.hash === at.hash ? status.value.ledger.time : null
}

function decode(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return null // not percent-encoding: no address is spelt like that
  }
}

/** The same words for what is not watched, what is no address and what must never be sent here. */
function notWatched(): ApiReply {
  return apiError(404, 'not_watched', 'This is not a watched address.')
}

function failed({ code }: WireError): ApiReply {
  if (code === 'not_watched' || code === 'invalid_input' || code === 'refused_entries') return notWatched()
  return apiError(503, 'unavailable', 'Tidemark cannot read its data right now.')
}

function unknown({ address, kind, freshness, reasons }: Reading): ApiReply {
  const message = 'The balance is not known yet.'
  return apiError(503, 'unknown', message, { address, kind, freshness, reasons })
}

function otherHeight(height: number, { height: available }: BlockRef): ApiReply {
  const message = `The balance at block ${height} cannot be told, only the one at block ${available}.`
  return apiError(422, 'height_not_available', message, { height, available })
}
