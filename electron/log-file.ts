/**
 * The log of the app in a file of its data folder, so that it can be looked at: at most two files of a megabyte. What
 * arrives here was cleaned of secrets and addresses by the logger.
 */
import { appendFileSync, existsSync, readFileSync, renameSync, statSync } from 'node:fs'
import type { DestinationStream } from 'pino'
import { LOG_LEVELS, type LogLevel, type LogLine } from '../shared/ipc/diagnostics.ts'

/** The file's name in the data folder; the one before it has `.1` behind it. */
export const LOG_FILE = 'log.jsonl'
const MAX_BYTES = 1_000_000
const MAX_FIELDS = 2_000
const NUMBERS: Readonly<Record<LogLevel, number>> = { debug: 20, info: 30, warn: 40, error: 50 }

/** Where lines go, and the newest of them. */
export interface LogFile {
  readonly stream: DestinationStream
  readonly file: string
  /** Oldest first. */
  tail(limit: number): readonly LogLine[]
}

/** A log in `file` (0600). What cannot be written is dropped: a full disk must not stop the app. */
export function openLogFile(file: string, maxBytes = MAX_BYTES): LogFile {
  let size = existsSync(file) ? statSync(file).size : 0
  return {
    file,
    stream: {
      write(line) {
        try {
          if (size + line.length > maxBytes) {
            if (size > 0) renameSync(file, `${file}.1`)
            size = 0
          }
          appendFileSync(file, line, { mode: 0o600 })
          size += line.length
        } catch {
          size = 0 // likewise: it is tried again with the next line
        }
      },
    },
    tail: (limit) => [`${file}.1`, file].flatMap(linesOf).slice(-limit).flatMap(parsed),
  }
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean)
  } catch {
    return [] // not there yet
  }
}

/** A line that was cut short by a crash is left out. */
function parsed(line: string): readonly LogLine[] {
  try {
    const { level, time, msg, ...fields } = JSON.parse(line) as Readonly<Record<string, unknown>> // what pino wrote
    const detail = Object.keys(fields).length === 0 ? '' : JSON.stringify(fields).slice(0, MAX_FIELDS)
    const message = typeof msg === 'string' ? msg : ''
    return [{ at: Number(time) || 0, level: levelOf(Number(level)), message, detail }]
  } catch {
    return []
  }
}

function levelOf(number: number): LogLevel {
  return LOG_LEVELS.findLast((level) => number >= NUMBERS[level]) ?? 'debug'
}
