/**
 * Connections that read into one buffer for all of them. Node gives every 64 kB from a socket memory of its own;
 * at the speed of a local node, clearing that away costs as much as everything else together.
 */
import type { Socket } from 'node:net'
import { buildConnector } from 'undici'

/** What one read from a socket takes at most: few calls, and still inside a processor's cache. */
const READ_BYTES = 128 << 10
/** undici's limit of a header. */
const HEADER_BYTES = 16 << 10

/**
 * For an undici dispatcher whose handlers copy what they are given before they return, and never pause. TLS
 * connections are plain ones of undici: they decrypt into memory of their own anyway.
 */
export function createLendingConnector(timeoutMs: number): buildConnector.connector {
  const shared = Buffer.allocUnsafeSlow(READ_BYTES) // read and consumed in one go, one socket after the other
  const plain = buildConnector({ timeout: timeoutMs })
  return (options, callback) => {
    if (options.protocol === 'https:') {
      plain(options, callback)
      return
    }
    let receive = (_chunk: Buffer): void => undefined // nothing is read before the connection stands
    const onread = {
      buffer: shared,
      callback: (length: number) => {
        receive(shared.subarray(0, length))
        return true
      },
    }
    const lending = buildConnector({ timeout: timeoutMs, onread })
    lending(options, (...[error, socket]) => {
      if (error) {
        callback(error, null)
        return
      }
      receive = lendTo(socket)
      callback(null, socket)
    })
  }
}

/**
 * Its `read` hands out the shared buffer while a chunk is in it; the end of the stream comes as ever. The parser keeps
 * what it has of a header until it has all of it, and with several answers on their way a header may begin anywhere: so
 * the end of a chunk, as long as any header, is handed out in memory that stays as it is until the chunk after the next.
 */
function lendTo(socket: Socket): (chunk: Buffer) => void {
  const readOwn = socket.read.bind(socket)
  let [end, spare] = [Buffer.allocUnsafeSlow(HEADER_BYTES), Buffer.allocUnsafeSlow(HEADER_BYTES)]
  let lent: Buffer | null = null
  socket.read = (size?: number): Buffer | null => {
    const chunk = lent
    lent = null
    return chunk ?? (readOwn(size) as Buffer | null) // no encoding is set: bytes or nothing
  }
  const give = (chunk: Buffer): void => {
    if (socket.destroyed) return
    lent = chunk
    socket.emit('readable')
    if (lent !== null) socket.push(Buffer.from(lent)) // it was not taken: kept as any socket keeps it
    lent = null
  }
  return (chunk) => {
    const endAt = chunk.length - HEADER_BYTES
    if (endAt < 0) return give(Buffer.from(chunk)) // many of these may hold one header
    chunk.copy(end, 0, endAt)
    if (endAt > 0) give(chunk.subarray(0, endAt))
    give(end)
    const used = end
    end = spare
    spare = used
  }
}
