/** The ground of the provider tests: made-up Esplora servers on real sockets and adapters on them. */

import { onTestFinished } from 'vitest'
import type { BalanceSource, BatchAnswer, Clock, ProviderBalance } from '../../../electron/engine/ports.ts'
import { ProviderError } from '../../../electron/engine/provider-error.ts'
import { createEsplora, ESPLORA_CAPABILITIES, type EsploraSource } from '../../../electron/sources/esplora.ts'
import { unsupported } from '../../../electron/sources/unsupported.ts'
import { blockHash, type Network } from '../../../shared/chain.ts'
import { NO_STATS, type StaticAddress } from '../../fakes/esplora-chain.ts'
import { type EsploraServer, startEsploraServer } from '../../fakes/esplora-server.ts'
import { inWords } from '../../fakes/in-words.ts'

export const ADDRESS = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'
export const OTHER_ADDRESS = '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2'
export const TIP_HEIGHT = 120

/** 70,000 sat confirmed; 5,000 come in and 20,000 go out. */
export const FIGURES: StaticAddress = {
  chain_stats: {
    tx_count: 3,
    funded_txo_count: 2,
    funded_txo_sum: 100_000,
    spent_txo_count: 1,
    spent_txo_sum: 30_000,
  },
  mempool_stats: {
    tx_count: 2,
    funded_txo_count: 1,
    funded_txo_sum: 5_000,
    spent_txo_count: 1,
    spent_txo_sum: 20_000,
  },
}

/** A signal that nobody aborts. */
export const never = new AbortController().signal

export interface ManualClock extends Clock {
  advance(ms: number): void
}

/** Starts at the present and moves only when told. */
export function manualClock(): ManualClock {
  let now = Date.now()
  return {
    now: () => now,
    advance: (ms) => {
      now += ms
    },
  }
}

/** A server with the figures above, closed when the test ends. */
export async function server(
  options: {
    network?: Network
    address?: StaticAddress
    tipHeight?: number
    tipTime?: number
    port?: number
  } = {},
): Promise<EsploraServer> {
  const { network = 'main', address = FIGURES, tipHeight = TIP_HEIGHT } = options
  const tipTime = options.tipTime ?? Math.floor(Date.now() / 1000) - 60
  const addresses = { [ADDRESS]: address, [OTHER_ADDRESS]: { chain_stats: NO_STATS } }
  const started = await startEsploraServer({ data: { network, tipHeight, tipTime, addresses } }, options.port)
  onTestFinished(() => started.close())
  return started
}

/** An adapter on a server, closed when the test ends. */
export function adapter(
  { url }: { url: string },
  options: Partial<Parameters<typeof createEsplora>[0]> = {},
): EsploraSource {
  const defaults = { id: 'a', url, network: 'main', clock: { now: Date.now }, movingWaitMs: 10 } as const
  const source = createEsplora({ ...defaults, timeoutMs: 20_000, ...options })
  onTestFinished(() => source.close())
  return source
}

/** The ProviderError that a call must end in. */
export async function providerError(call: Promise<unknown>): Promise<ProviderError> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => error,
  )
  if (outcome instanceof ProviderError) return outcome
  throw new Error('it did not end in a ProviderError', { cause: outcome })
}

/** A source with a script of its own, for what no socket is needed for. Batches are one question after the other. */
export function scripted(
  id: string,
  balance: BalanceSource['balance'] = async () => answerAt(TIP_HEIGHT),
  tip: BalanceSource['tip'] = async () => ({ height: TIP_HEIGHT, hash: blockHash('ab'.repeat(32)), time: 1 }),
): BalanceSource {
  return {
    id,
    url: `https://${id}.example/api`,
    family: 'esplora',
    capabilities: { ...ESPLORA_CAPABILITIES, utxos: false, history: false, balanceAtHeight: false },
    balance,
    balances: (addresses, signal) =>
      Promise.all(addresses.map((address) => batchAnswer(balance(address, signal)))),
    tip,
    balanceAt: unsupported(inWords('a balance at a height')),
    history: unsupported(inWords('a history')),
    unspent: unsupported(inWords('unspent outputs')),
    close: async () => undefined,
  }
}

/** What a call of one balance is in a batch: only a ProviderError is an answer. */
function batchAnswer(call: Promise<ProviderBalance>): Promise<BatchAnswer> {
  return call.then(
    (balance) => ({ kind: 'balance', balance }) as const,
    (error: unknown) => {
      if (error instanceof ProviderError) return { kind: 'failed', error } as const
      throw error
    },
  )
}

/** A plausible answer at a height. */
export function answerAt(height: number): Awaited<ReturnType<BalanceSource['balance']>> {
  const at = { height, hash: blockHash('ab'.repeat(32)) }
  return { confirmed: 1, pending: 0, at, tipTime: 1, observedAt: 1 }
}

/** Lets what the other end of a connection did arrive here: some time, and then turns of the loop, for time alone may pass unused. */
export async function arrived(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 50))
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}
