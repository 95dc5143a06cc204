/** Reads the fields of a node's reply. Whatever is not as bitcoind documents it is a `fault`. */
import { type BlockHash, blockHash, type Txid, txid } from '../../../shared/chain.ts'
import { say } from '../../../shared/said.ts'
import { NodeError } from '../../engine/node-error.ts'

/** An object of a reply, its values still unchecked. */
export type Fields = Readonly<Record<string, unknown>>

/** The node answered what bitcoind does not answer. */
export function brokenReply(what: string, cause?: unknown): NodeError {
  return new NodeError('fault', say('node_odd_answer', { what }), { cause })
}

export function asFields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw brokenReply(what)
  return value as Fields // an object that is no array: its values are checked one by one
}

export function asArray(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw brokenReply(what)
  return value
}

export function asText(value: unknown, what: string): string {
  if (typeof value !== 'string') throw brokenReply(what)
  return value
}

/** A whole number from 0 to 2^53 - 1. */
export function asCount(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw brokenReply(what)
  return value
}

export function asFlag(value: unknown, what: string): boolean {
  if (typeof value !== 'boolean') throw brokenReply(what)
  return value
}

export function asBlockHash(value: unknown, what: string): BlockHash {
  const text = asText(value, what)
  if (!HEX_32.test(text)) throw brokenReply(what)
  return blockHash(text)
}

export function asTxid(value: unknown, what: string): Txid {
  const text = asText(value, what)
  if (!HEX_32.test(text)) throw brokenReply(what)
  return txid(text)
}

/** Bytes from hex digits, at least one. */
export function asBytes(value: unknown, what: string): Uint8Array {
  const text = asText(value, what)
  if (text.length === 0 || text.length % 2 !== 0) throw brokenReply(what)
  const bytes = Buffer.from(text, 'hex') // stops at the first character that is no hex digit
  if (bytes.length !== text.length / 2) throw brokenReply(what)
  return bytes
}

const HEX_32 = /^[0-9a-f]{64}$/
