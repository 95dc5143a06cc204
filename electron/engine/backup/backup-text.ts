/**
 * The text of a backup: JSON with a record a line, and a SHA-256 over all that stands before it. It is put together
 * section by section, so that whoever makes it may pause in between.
 */
import { createHash } from 'node:crypto'
import type { Network } from '../../../shared/chain.ts'

/** What a backup says of itself. */
export interface BackupHead {
  readonly network: Network
  /** ISO 8601. */
  readonly madeAt: string
  /** Which ledger a copy in the data folder is of; '' in a backup that was asked for. */
  readonly ledger: string
}

/** The lists of a backup, in their order. */
export const BACKUP_LISTS = ['entries', 'labels', 'notes', 'groups'] as const
export type BackupList = (typeof BACKUP_LISTS)[number]

/** The form that this build writes and reads. */
export const BACKUP_VERSION = 1

export interface BackupWriter {
  /** Adds records, each the text of one JSON value, to a list. Lists come in their order. */
  add(list: BackupList, records: readonly string[]): void
  /** The whole text. */
  finish(settings: unknown): string
}

/** Begins a text. */
export function beginBackup({ network, madeAt, ledger }: BackupHead): BackupWriter {
  const head = { format: 'tidemark-backup', version: BACKUP_VERSION, network, madeAt, ledger }
  const hash = createHash('sha256')
  const parts: string[] = []
  let open = -1
  let isFirst = true

  function put(text: string): void {
    hash.update(text)
    parts.push(text)
  }

  function openUpTo(at: number): void {
    while (open < at) {
      if (open >= 0) put(isFirst ? '],\n' : '\n],\n')
      open += 1
      isFirst = true
      if (open < BACKUP_LISTS.length) put(`"${BACKUP_LISTS[open]}": [`)
    }
  }

  put(
    `{\n${Object.entries(head)
      .map(([name, value]) => `"${name}": ${JSON.stringify(value)},\n`)
      .join('')}`,
  )
  return {
    add: (list, records) => {
      openUpTo(BACKUP_LISTS.indexOf(list))
      if (records.length === 0) return
      put(`${isFirst ? '\n' : ',\n'}${records.join(',\n')}`)
      isFirst = false
    },
    finish: (settings) => {
      openUpTo(BACKUP_LISTS.length)
      put(`"settings": ${JSON.stringify(settings)},\n`)
      const sum = hash.digest('hex')
      return `${parts.join('')}"sha256": "${sum}"\n}\n`
    },
  }
}

/** Whether the text is as it was written. Line ends may have become CRLF on the way, nothing else. */
export function isIntact(text: string): boolean {
  const plain = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n')
  const at = plain.lastIndexOf('"sha256": "')
  if (at === -1) return false
  const said = /^"sha256": "([0-9a-f]{64})"\n\}\s*$/.exec(plain.slice(at))?.[1]
  return said === createHash('sha256').update(plain.slice(0, at)).digest('hex')
}
