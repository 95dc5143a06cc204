/** One-use codes and the sessions they open. Only digests are kept, so that every comparison takes the same time. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../engine/ports.ts'

/** How long a code may wait to be used. */
export const CODE_LIFETIME_MS = 30_000
const SECRET_BYTES = 32
const MAX_CODES = 16
const MAX_SESSIONS = 64

export interface Sessions {
  /** A fresh 256-bit code, good for one use within 30 s. */
  newCode(): string
  /** The value of a new session cookie, or null for a code that is wrong, used or too old. */
  redeem(code: string): string | null
  /** Whether a cookie value belongs to a session. */
  isOpen(value: string): boolean
}

/** Sessions of one server run; they end with it. The oldest go first beyond 16 codes or 64 sessions. */
export function createSessions(clock: Clock): Sessions {
  const codes: { digest: Buffer; expiresAt: number }[] = []
  const sessions: Buffer[] = []

  return {
    newCode() {
      const code = secret()
      codes.push({ digest: digestOf(code), expiresAt: clock.now() + CODE_LIFETIME_MS })
      if (codes.length > MAX_CODES) codes.shift()
      return code
    },
    redeem(code) {
      const at = indexOf(
        codes.map(({ digest }) => digest),
        code,
      )
      const found = codes[at]
      if (!found) return null
      codes.splice(at, 1)
      if (clock.now() > found.expiresAt) return null
      const value = secret()
      sessions.push(digestOf(value))
      if (sessions.length > MAX_SESSIONS) sessions.shift()
      return value
    },
    isOpen: (value) => indexOf(sessions, value) >= 0,
  }
}

function secret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Compares with every digest, each in constant time: how long it takes says nothing about which one matched. */
function indexOf(digests: readonly Buffer[], text: string): number {
  const wanted = digestOf(text)
  return digests.reduce((found, digest, at) => (timingSafeEqual(digest, wanted) ? at : found), -1)
}
