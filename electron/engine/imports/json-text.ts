/** JSON of a file that somebody else wrote: bounded in depth before it is parsed, and looked into without trust. Pure. */
import { GAP_LIMITS } from '../../../shared/ipc/accounts.ts'

const MAX_DEPTH = 32

/** An object of unknown fields. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Undefined where the text is no JSON, or nested deeper than any wallet's file. */
export function parseJsonText(text: string): unknown {
  if (isTooDeep(text)) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined // whoever asks says so
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (inString) {
      if (char === '\\') at++
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '[' || char === '{') depth++
    else if (char === ']' || char === '}') depth--
    if (depth > MAX_DEPTH) return true
  }
  return false
}

/** Whether it is an object and no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A field of its own that is a text, else undefined. */
export function textField(object: unknown, name: string): string | undefined {
  const value = field(object, name)
  return typeof value === 'string' ? value : undefined
}

/** A field of its own, else undefined. */
export function field(object: unknown, name: string): unknown {
  return isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined
}

/** A field of its own that is a list, else an empty one. */
export function listField(object: unknown, name: string): readonly unknown[] {
  const value = field(object, name)
  return Array.isArray(value) ? (value as readonly unknown[]) : []
}

/** A gap limit that somebody else wrote, as what a candidate carries; nothing where it is none that can be. */
export function gapLimitIn(value: unknown): { readonly gapLimit?: number } {
  const isOne = typeof value === 'number' && Number.isInteger(value)
  return isOne && value >= GAP_LIMITS.min && value <= GAP_LIMITS.max ? { gapLimit: value } : {}
}
