/** `GET /metrics`: what the services counted, completed by a look at status and readings at this moment. */
import type { Router } from '../../ipc/router-types.ts'
import type { Metrics } from '../../services/metrics.ts'
import type { ApiReply } from './api-reply.ts'
import { callHost } from './host-calls.ts'

/** Asks nobody outside; where a look fails, what was known of that part stays as it was. */
export async function metricsReply(router: Router, metrics: Metrics, signal: AbortSignal): Promise<ApiReply> {
  const status = await callHost(router, 'status.get', {}, signal)
  if (status.ok) metrics.status(status.value)
  const report = await callHost(router, 'balance.read', { refresh: false }, signal)
  if (report.ok) metrics.readings(report.value.readings.map(({ freshness }) => freshness.state))
  return { status: 200, contentType: metrics.contentType, body: await metrics.text() }
}
