/**
 * JSON from somebody else: bounded in depth, strict in its bytes. V8 parses millions of nested brackets, and the
 * result then overflows the stack of whatever walks it, so that the depth is counted before the parse.
 */
import { englishOf, type Said, say } from '../../shared/said.ts'

/** The bytes are not JSON that we are willing to hold. The message never repeats them. */
export class JsonError extends Error {
  /** What is wrong with them, to be put into a sentence. */
  readonly said: Said

  constructor(said: Said, cause?: unknown) {
    super(englishOf(said), cause === undefined ? undefined : { cause })
    this.name = 'JsonError'
    this.said = said
  }
}

/** Deepest nesting of any reply we read, with room to spare. */
export const MAX_JSON_DEPTH = 32

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING = new Set([0x5b, 0x7b]) // [ {
const CLOSING = new Set([0x5d, 0x7d]) // ] }

/** Parses UTF-8 JSON nested at most `maxDepth` deep. Throws `JsonError` on anything else. Bound the size before. */
export function parseJson(bytes: Uint8Array, maxDepth = MAX_JSON_DEPTH): unknown {
  if (isDeeperThan(bytes, maxDepth)) throw new JsonError(say('reply_json_deep', { most: maxDepth }))
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new JsonError(say('reply_not_json'), cause)
  }
}

function isDeeperThan(bytes: Uint8Array, maxDepth: number): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0
    if (inString) {
      if (byte === BACKSLASH) i++
      else if (byte === QUOTE) inString = false
    } else if (byte === QUOTE) inString = true
    else if (OPENING.has(byte) && ++depth > maxDepth) return true
    else if (CLOSING.has(byte)) depth--
  }
  return false
}
