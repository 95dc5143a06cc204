/** Output descriptors as text: checksum (BIP-380), key expressions in one spelling, several paths (BIP-389). */
import { checksum } from '@bitcoinerlab/descriptors-scure'
import type { Refusal } from '../../../shared/address.ts'
import type { Network } from '../../../shared/chain.ts'
import { type ExtendedKey, parseExtendedKey } from './extended-key.ts'

/** A descriptor's text without its checksum, or why it is refused. */
export type Spelled =
  | { readonly kind: 'spelled'; readonly body: string }
  | { readonly kind: 'refused'; readonly reason: Refusal }

/** A key expression taken apart: `[origin]key/steps`. */
const KEY_EXPRESSION =
  /(\[[^\]]*\])?([xyztuvYZUV]pub[1-9A-HJ-NP-Za-km-z]{20,})((?:\/(?:\d+['hH]?|<[^<>()]*>|\*{1,2}['hH]?))*)/g
const ORIGIN = /\[([0-9a-fA-F]{8})((?:\/\d+['hH]?)*)\]/g
const HEX_KEY = /(?<![0-9a-zA-Z])(?:0[23][0-9a-fA-F]{64}|04[0-9a-fA-F]{128}|[0-9a-fA-F]{64})(?![0-9a-zA-Z])/g
const MAX_STEP = 0x7fff_ffff

/** Appends the checksum. */
export function withChecksum(body: string): string {
  return `${body}#${checksum(body)}`
}

/** The text without its checksum. */
export function withoutChecksum(descriptor: string): string {
  return descriptor.replace(/#.{8}$/, '')
}

/** Drops white space and the checksum, which must be right where there is one. */
export function readChecksum(text: string): Spelled {
  const bare = text.replace(/\s+/g, '')
  const at = bare.lastIndexOf('#')
  if (at < 0) return { kind: 'spelled', body: bare }
  const typed = text.slice(0, text.lastIndexOf('#')).trim() // a checksum may have been made with the spaces in it
  const given = bare.slice(at + 1)
  const body = bare.slice(0, at)
  const right = given.length === 8 && (given === checksum(body) || given === checksum(typed))
  return right ? { kind: 'spelled', body } : { kind: 'refused', reason: 'bad_checksum' }
}

/** Spells every key, origin and path in the one canonical way; refuses keys that are damaged or not of the network. */
export function spellKeys(body: string, network: Network): Spelled {
  const around = body.replace(KEY_EXPRESSION, '$1')
  if (/[<>*[\]]/.test(around.replace(ORIGIN, ''))) return { kind: 'refused', reason: 'bad_descriptor' }
  let reason: Refusal | null = null
  const refuse = (why: Refusal): string => {
    reason ??= why
    return ''
  }
  const keys = body.replace(KEY_EXPRESSION, (_, origin: string | undefined, key: string, steps: string) => {
    const parsed = parseExtendedKey(key, network)
    if (typeof parsed === 'string') return refuse(parsed)
    return `${origin ?? ''}${parsed.text}${spellSteps(steps, refuse)}`
  })
  if (reason !== null) return { kind: 'refused', reason }
  const spelled = keys.replace(
    ORIGIN,
    (_, print: string, path: string) => `[${print.toLowerCase()}${spellPath(path)}]`,
  )
  return { kind: 'spelled', body: spelled.replace(HEX_KEY, (hex) => hex.toLowerCase()) }
}

/** Spells one key expression, whole; null where the text is none. */
export function spellKey(
  text: string,
  network: Network,
): { readonly key: ExtendedKey; readonly origin: string; readonly steps: string } | Refusal | null {
  const [whole, origin = '', key = '', steps = ''] = [...text.matchAll(KEY_EXPRESSION)][0] ?? []
  if (whole !== text) return null
  if (origin !== '' && !new RegExp(`^${ORIGIN.source}$`).test(origin)) return null
  const parsed = parseExtendedKey(key, network)
  return typeof parsed === 'string' ? parsed : { key: parsed, origin, steps }
}

/** The single-path descriptors of one with `<a;b>` steps, in their order; null where the steps do not go together. */
export function expandPaths(body: string): readonly string[] | null {
  const tuples = [...body.matchAll(/<([^<>]*)>/g)].map(([, inside = '']) => inside.split(';'))
  const width = tuples[0]?.length ?? 1
  if (tuples.some((tuple) => tuple.length !== width || !isTuple(tuple))) return null
  if (/<[^(),]*</.test(body)) return null // BIP-389: one a key expression
  const bodies: string[] = []
  for (let path = 0; path < width; path++)
    bodies.push(body.replace(/<([^<>]*)>/g, (_, inside: string) => inside.split(';')[path] ?? ''))
  return /[<>]/.test(bodies.join('')) ? null : bodies
}

function isTuple(tuple: readonly string[]): boolean {
  return tuple.length >= 2 && new Set(tuple).size === tuple.length && tuple.every((step) => isStep(step))
}

function isStep(step: string): boolean {
  return /^(0|[1-9]\d{0,9})$/.test(step) && Number(step) <= MAX_STEP
}

function spellSteps(steps: string, refuse: (why: Refusal) => string): string {
  const spelled = steps.replace(/\/\*\*$/, '/<0;1>/*') // the shorthand of BIP-388
  if (/['hH]/.test(spelled)) return refuse('hardened_path')
  const parts = spelled.split('/').slice(1)
  const inner = parts.slice(0, -1)
  if (inner.some((part) => part.startsWith('*')) || spelled.includes('**')) return refuse('bad_descriptor')
  const right = parts.every((part) => part === '*' || part.startsWith('<') || isStep(part))
  return right ? spelled : refuse('bad_descriptor')
}

function spellPath(path: string): string {
  return path.replace(/['H]/g, 'h')
}
