/** Tells a file by what is in it, and reads it. What it is called says nothing. Pure. */
import type { Network } from '../../../shared/chain.ts'
import { AppError } from '../../../shared/errors.ts'
import { IMPORT_LIMITS, type ImportColumns } from '../../../shared/ipc/imports.ts'
import { say } from '../../../shared/said.ts'
import { readCsv } from './csv.ts'
import { secretInJson, secretInLines } from './file-secrets.ts'
import { type FileReading, reading } from './file-types.ts'
import { readJsonFile, UNKNOWN_JSON } from './json-formats.ts'
import { isObject, parseJsonText, textField } from './json-text.ts'
import { readLines } from './plain-lines.ts'
import { refuseFile } from './refusals.ts'
import { isEntryTable, readTable } from './table.ts'
import { bsmsRecord, multisigFile } from './wallet-text.ts'

/**
 * Reads a text. Throws AppError `refused_entries` when it holds a private key or a seed phrase, and `invalid_input` when
 * it is too large; anything else that is wrong with it is in the reading.
 */
export function readImportText(
  text: string,
  network: Network,
  columns: ImportColumns | undefined,
): FileReading {
  const plain = text.replace(/^\uFEFF/, '')
  const lines = plain.split(/\r\n|\r|\n/)
  if (lines.length > IMPORT_LIMITS.lines + 1)
    throw new AppError('invalid_input', say('file_lines', { most: IMPORT_LIMITS.lines }))
  const whole = wholeFile(plain)
  if (whole !== null) return whole
  if (/^\s*[[{]/.test(plain)) {
    const document = parseJsonText(plain)
    if (document !== undefined) return fromJson(document, network)
    const labels = bip329(lines)
    if (labels !== null) return labels
  }
  refuseFile(secretInLines(lines))
  const wallet = bsmsRecord(lines) ?? multisigFile(lines, network)
  if (wallet !== null) return wallet
  const table = readCsv(plain)
  return columns !== undefined || isEntryTable(table) ? readTable(table, columns) : readLines(lines)
}

function fromJson(document: unknown, network: Network): FileReading {
  refuseFile(secretInJson(document))
  if (isLabel(document)) return reading('bip329', { labels: [JSON.stringify(document)] })
  return readJsonFile(document, network) ?? UNKNOWN_JSON
}

/** Files that cannot be looked into at all: Sparrow's database, and encrypted wallets of Electrum and Sparrow. */
function wholeFile(text: string): FileReading | null {
  if (text.startsWith('H:2,block:') || text.startsWith('SPRW1') || text.includes('\0\0'))
    return reading('sparrow', { unread: [{ line: null, problem: 'binary', text: null }] })
  if (/^\s*QklFM[A-Za-z0-9+/=\s]+$/.test(text.slice(0, 200)))
    return reading('electrum', { unread: [{ line: null, problem: 'encrypted', text: null }] })
  return null
}

/** A record a line. Lines that are none are the label importer's to refuse. */
function bip329(lines: readonly string[]): FileReading | null {
  const filled = lines.filter((line) => line.trim() !== '')
  const [first = ''] = filled
  if (!isLabel(parseJsonText(first))) return null
  refuseFile(secretInLines(lines))
  return reading('bip329', { labels: filled })
}

function isLabel(value: unknown): boolean {
  return isObject(value) && textField(value, 'type') !== undefined && textField(value, 'ref') !== undefined
}
