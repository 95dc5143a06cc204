/**
 * `GET /tip`: the newest block of the own node, so that a program can see network and tip without naming an address.
 * What somebody else told us, an estimate, a tip not heard of lately, or a block known by its height alone (the node
 * has headers above its blocks) is not passed on.
 */
import { TIP_FRESH_MS } from '../../../shared/freshness.ts'
import type { AppStatus } from '../../../shared/ipc/contract.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Router } from '../../ipc/router-types.ts'
import { type ApiReply, apiError, jsonReply } from './api-reply.ts'
import { callHost } from './host-calls.ts'

/** Answers from the status. */
export async function tipReply(router: Router, clock: Clock, signal: AbortSignal): Promise<ApiReply> {
  const status = await callHost(router, 'status.get', {}, signal)
  if (!status.ok) return apiError(503, 'unavailable', 'Tidemark cannot read its data right now.')
  return ofStatus(status.value, clock.now())
}

function ofStatus({ network, tip, tipHeardAt }: AppStatus, now: number): ApiReply {
  const heard = tipHeardAt !== null && now - tipHeardAt <= TIP_FRESH_MS
  if (!heard || tip?.source !== 'node' || tip.hash === null || tip.time === null)
    return apiError(503, 'tip_not_known', 'The own node has not named its newest block lately.')
  return jsonReply(200, { network, height: tip.height, hash: tip.hash, time: tip.time })
}
