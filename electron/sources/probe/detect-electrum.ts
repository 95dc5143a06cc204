/** The Electrum protocol on an open connection: `server.version`, the first header and the newest one. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { z } from 'zod'
import { say } from '../../../shared/said.ts'
import { HEADER_BYTES } from '../../engine/block/byte-reader.ts'
import { readRawHeader } from '../../engine/block/raw-header.ts'
import { safeText } from '../bitcoind/safe-text.ts'
import { parseJson } from '../json.ts'
import { type Finding, type ProbeTip, StepFailed } from './probe-types.ts'

const MAX_BYTES = 65_536

const reply = z.object({ id: z.int(), result: z.unknown().optional(), error: z.unknown().optional() })
const version = z.union([z.string(), z.tuple([z.string(), z.string()])])
const headerHex = z.string().regex(/^(?:[0-9a-f]{2}){80,4096}$/i)
const newest = z.object({
  height: z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  hex: headerHex,
})
const features = z.object({ genesis_hash: z.string().regex(/^[0-9a-f]{64}$/) })

const QUESTIONS = [
  { id: 1, method: 'blockchain.block.header', params: [0] },
  { id: 2, method: 'blockchain.headers.subscribe', params: [] },
  { id: 3, method: 'server.features', params: [] },
]

/** Leaves the socket open. Rejects with `StepFailed`, or with the signal's reason. */
export async function detectElectrum(
  socket: Socket,
  signal: AbortSignal,
): Promise<{ readonly finding: Finding; readonly latencyMs: number }> {
  const lines = new Lines(socket, signal)
  const began = performance.now()
  lines.send([{ id: 0, method: 'server.version', params: ['Tidemark', '1.4'] }])
  const software = version.safeParse((await lines.answers([0])).get(0))
  const latencyMs = Math.max(1, Math.round(performance.now() - began))
  if (!software.success) throw notElectrum()
  lines.send(QUESTIONS)
  const answers = await lines.answers([1, 2, 3])
  const name = typeof software.data === 'string' ? software.data : software.data[0]
  return {
    finding: {
      kind: 'electrum',
      text: say('probe_speaks_electrum', { name: safeText(name, 60) }),
      genesis: genesisOf(answers.get(1), answers.get(3)),
      claims: null,
      tip: tipOf(answers.get(2)),
      asksForLogin: false,
    },
    latencyMs,
  }
}

/** The hash of its first header proves more than the one it names, but not every server keeps that header. */
function genesisOf(first: unknown, named: unknown): string | null {
  const hex = headerHex.safeParse(first).data
  if (hex !== undefined) return readRawHeader(Buffer.from(hex, 'hex').subarray(0, HEADER_BYTES), 0).hash
  return features.safeParse(named).data?.genesis_hash ?? null
}

function tipOf(answer: unknown): ProbeTip | null {
  const { data } = newest.safeParse(answer)
  if (data === undefined) return null
  const { hash, time } = readRawHeader(Buffer.from(data.hex, 'hex').subarray(0, HEADER_BYTES), data.height)
  return { height: data.height, hash, time }
}

/** JSON a line, both ways. What has no known id is a notification and passed over. */
class Lines {
  readonly #socket: Socket
  readonly #signal: AbortSignal
  readonly #answers = new Map<number, unknown>()
  #rest = Buffer.alloc(0)
  #size = 0

  constructor(socket: Socket, signal: AbortSignal) {
    this.#socket = socket
    this.#signal = signal
    socket.pause()
  }

  send(questions: readonly object[]): void {
    this.#socket.write(questions.map((one) => `${JSON.stringify({ jsonrpc: '2.0', ...one })}\n`).join(''))
  }

  /** Waits until each of these was answered; an error counts as undefined. */
  async answers(ids: readonly number[]): Promise<ReadonlyMap<number, unknown>> {
    while (!ids.every((id) => this.#answers.has(id))) {
      const chunk = this.#socket.read() as Buffer | null // no encoding is set
      if (chunk === null) await this.#more()
      else this.#take(chunk)
    }
    return this.#answers
  }

  async #more(): Promise<void> {
    if (this.#socket.readableEnded || this.#socket.destroyed) throw hungUp()
    try {
      // 'readable' is also emitted at the end of the stream
      await once(this.#socket, 'readable', { signal: this.#signal })
    } catch {
      this.#signal.throwIfAborted()
      throw hungUp()
    }
  }

  #take(chunk: Buffer): void {
    this.#size += chunk.length
    if (this.#size > MAX_BYTES) throw notElectrum()
    this.#rest = Buffer.concat([this.#rest, chunk])
    for (;;) {
      const end = this.#rest.indexOf(0x0a)
      if (end < 0) return
      const { data } = reply.safeParse(parseLine(this.#rest.subarray(0, end)))
      this.#rest = this.#rest.subarray(end + 1)
      if (data !== undefined) this.#answers.set(data.id, data.error ? undefined : data.result)
    }
  }
}

function parseLine(line: Buffer): unknown {
  try {
    return parseJson(line)
  } catch {
    throw notElectrum()
  }
}

function notElectrum(): StepFailed {
  return new StepFailed('protocol', say('probe_no_electrum'), say('probe_no_electrum_fix'))
}

function hungUp(): StepFailed {
  return new StepFailed('protocol', say('probe_hung_up'), say('probe_hung_up_fix'))
}
