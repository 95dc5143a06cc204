/**
 * Connections that read into one buffer for all of them, and the middle of a body right to where it belongs. Node gives
 * every 64 kB from a socket memory of its own; at the speed of a local node, clearing that away costs as much as
 * everything else together.
 */
import type { Socket } from 'node:net'
import { buildConnector } from 'undici'

/** What one read from a socket takes at most: few calls, and still inside a processor's cache. */
const READ_BYTES = 128 << 10
/** The same where it is read to its own place, and once less copied: fewer calls are worth more there. */
const PLACE_BYTES = 512 << 10
/** What is left of a body is read to the shared buffer when it is less than this, with the header behind it. */
const LEAST_PLACE = 32 << 10
/** undici's limit of a header. */
const HEADER_BYTES = 16 << 10

export interface LendingConnector {
  /**
   * For an undici dispatcher whose handlers copy what they are given before they return, and never pause. TLS
   * connections are plain ones of undici: they decrypt into memory of their own anyway.
   */
  readonly connect: buildConnector.connector
  /**
   * Called by a handler while it is given bytes: what its connection reads next may be read to `place`, and is then given as
   * bytes that lie there. All of `place` must be body of the same answer, and stay the handler's until that has come, or
   * the connection is destroyed.
   */
  readonly readNextTo: (place: Buffer) => void
}

/** The connections of one dispatcher. */
export function createLendingConnector(timeoutMs: number): LendingConnector {
  const shared = Buffer.allocUnsafeSlow(READ_BYTES) // read and consumed in one go, one socket after the other
  const plain = buildConnector({ timeout: timeoutMs })
  let giving: Lender | null = null // handlers are called by one connection at a time
  const connect: buildConnector.connector = (options, callback) => {
    if (options.protocol === 'https:') {
      plain(options, callback)
      return
    }
    let lender: Lender | null = null // nothing is read before the connection stands
    const onread = {
      buffer: () => lender?.takePlace() ?? shared,
      callback: (length: number, read: Uint8Array) => {
        giving = lender
        const chunk = Buffer.from(read.buffer, read.byteOffset, length)
        if (read === shared) lender?.lend(chunk)
        else lender?.give(chunk)
        giving = null
        return true
      },
    }
    const lending = buildConnector({ timeout: timeoutMs, onread })
    lending(options, (...[error, socket]) => {
      if (error) {
        callback(error, null)
        return
      }
      lender = lendTo(socket)
      callback(null, socket)
    })
  }
  return { connect, readNextTo: (place) => giving?.readNextTo(place) }
}

interface Lender {
  /** Of the shared buffer: anything may be in it. */
  lend(chunk: Buffer): void
  /** Of a place: all of it is body. */
  give(chunk: Buffer): void
  readNextTo(place: Buffer): void
  /** Where to read next; null where nobody said. */
  takePlace(): Buffer | null
}

/**
 * Its `read` hands out the shared buffer while a chunk is in it; the end of the stream comes as ever. The parser keeps
 * what it has of a header until it has all of it, and with several answers on their way a header may begin anywhere: so
 * the end of a chunk, as long as any header, is handed out in memory that stays as it is until the chunk after the next.
 */
function lendTo(socket: Socket): Lender {
  const readOwn = socket.read.bind(socket)
  let [end, spare] = [Buffer.allocUnsafeSlow(HEADER_BYTES), Buffer.allocUnsafeSlow(HEADER_BYTES)]
  let lent: Buffer | null = null
  let next: Buffer | null = null
  socket.read = (size?: number): Buffer | null => {
    const chunk = lent
    lent = null
    return chunk ?? (readOwn(size) as Buffer | null) // no encoding is set: bytes or nothing
  }
  const give = (chunk: Buffer): void => {
    if (socket.destroyed) return
    next = null // whoever is given the last of what was read says where it goes on
    lent = chunk
    socket.emit('readable')
    if (lent !== null) socket.push(Buffer.from(lent)) // it was not taken: kept as any socket keeps it
    lent = null
  }
  return {
    give,
    lend(chunk) {
      const endAt = chunk.length - HEADER_BYTES
      if (endAt < 0) return give(Buffer.from(chunk)) // many of these may hold one header
      chunk.copy(end, 0, endAt)
      if (endAt > 0) give(chunk.subarray(0, endAt))
      give(end)
      const used = end
      end = spare
      spare = used
    },
    readNextTo(place) {
      next = place.length < LEAST_PLACE ? null : place.subarray(0, PLACE_BYTES)
    },
    takePlace() {
      const place = socket.destroyed ? null : next
      next = null
      return place
    },
  }
}
