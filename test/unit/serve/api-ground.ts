/** A loopback server with the API on, over a scripted portfolio of one address, and requests to it. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Handlers } from '../../../electron/ipc/router-types.ts'
import type { ServeOptions } from '../../../electron/serve.ts'
import { type ApiKeys, createApiKeys, type NewApiKey } from '../../../electron/services/api-keys.ts'
import { createMetrics, type Metrics } from '../../../electron/services/metrics.ts'
import { AppError } from '../../../shared/errors.ts'
import type { AppStatus } from '../../../shared/ipc/contract.ts'
import type { Reading } from '../../../shared/reading.ts'
import { SAMPLE_STATUS, sampleReading, sampleReport } from '../../fakes/contract-samples.ts'
import { inWords } from '../../fakes/in-words.ts'
import { type RawReply, rawRequest, requestText } from './raw-request.ts'
import { type RunningServer, runServer } from './running-server.ts'

/** The address that is watched. */
export const WATCHED = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'

export interface ApiGround extends RunningServer {
  readonly port: number
  readonly keys: ApiKeys
  readonly key: NewApiKey
  readonly metrics: Metrics
  /** GET with the key, or with other headers. */
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<RawReply>
}

/** A folder of its own, gone when the test ends. */
export async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'tidemark-api-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

/** Answers for one watched address, as the portfolio does: any other is `not_watched` and named in the detail. */
export function portfolioOf(reading: Partial<Reading>, status: Partial<AppStatus> = {}): Partial<Handlers> {
  return {
    'balance.read': ({ addresses = [WATCHED] }) => {
      if (addresses.some((address) => address !== WATCHED))
        return Promise.reject(
          new AppError('not_watched', inWords('not in the portfolio'), { detail: addresses }),
        )
      const report = sampleReport('known')
      return Promise.resolve({ ...report, readings: [{ ...sampleReading('known', WATCHED), ...reading }] })
    },
    'status.get': () => Promise.resolve({ ...SAMPLE_STATUS, ...status }),
  }
}

/** Starts it; the server closes when the test ends. */
export async function runApi(
  handlers: Partial<Handlers> = portfolioOf({}),
  options: Partial<ServeOptions> = {},
): Promise<ApiGround> {
  const keys = createApiKeys(await folder())
  const key = await keys.create('test')
  const metrics = createMetrics({ version: '1.2.3', network: 'regtest' })
  const running = await runServer(handlers, { api: { network: 'regtest', keys, metrics }, ...options })
  const { port } = running.server
  const get = (path: string, headers: Readonly<Record<string, string>> = bearer(key.key)) =>
    rawRequest(port, requestText(port, `GET ${path}`, headers))
  return { ...running, port, keys, key, metrics, get }
}

/** The header that carries a key. */
export function bearer(key: string): Readonly<Record<string, string>> {
  return { Authorization: `Bearer ${key}` }
}
