/** A file or a pasted text as it goes to the host: bytes whose encoding is found out there, and what it seems to be. */
import { IMPORT_LIMITS } from '../../../shared/ipc/imports.ts'

/** What is looked at. `bytes` are kept as they came. */
export interface Given {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Null where it is too large to be looked at. */
export async function givenOf(file: File): Promise<Given | null> {
  if (file.size > IMPORT_LIMITS.bytes) return null
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
}

/** A pasted text. */
export function pastedAs(name: string, text: string): Given {
  return { name, bytes: new TextEncoder().encode(text) }
}

/** Its text, where it is UTF-8 (with or without a byte order mark); else null. */
export function textOf({ bytes }: Given): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Base64 in pieces: a call with a million arguments would fail. */
export function base64Of({ bytes }: Given): string {
  const PIECE = 0x6000 // divisible by three, so that pieces join without padding between them
  let text = ''
  for (let at = 0; at < bytes.length; at += PIECE)
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE)))
  return text
}

/** A backup says what it is in its first words. */
export function isBackup(given: Given): boolean {
  const head = new TextDecoder().decode(given.bytes.subarray(0, 200))
  return /"format"\s*:\s*"tidemark-backup"/.test(head)
}
