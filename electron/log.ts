/**
 * The logger: JSON lines to stderr or a file. Whatever is handed to it, no password, cookie, token or private
 * key comes out, and at `info` and above no address and no public key either. Entries are cleaned twice: by field name before they
 * are written, and by pattern in the finished line.
 */
import { type DestinationStream, destination, pino } from 'pino'

export type LogFields = Readonly<Record<string, unknown>>

/** What everything that logs is given. An error goes under the field `err`. */
export interface Log {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
}

/** Where a log goes. `level` is TIDEMARK_LOG; without it `warn` on stderr and `info` in a file. */
export interface LogOptions {
  readonly level?: string | undefined
  /** Absent: stderr. The file is made with mode 0600, its folder too. */
  readonly file?: string
  /** Instead of stderr or a file, for tests. */
  readonly stream?: DestinationStream
  /** Gets whatever is `info` or above beside the rest. */
  readonly alsoTo?: DestinationStream
}

const LEVELS: readonly string[] = ['debug', 'info', 'warn', 'error', 'fatal', 'silent']
const INFO = 30
const HIDDEN = '[hidden]'
const MAX_DEPTH = 6

/** A logger that writes synchronously (nothing is lost in a crash) and removes secrets. An unknown level is the default. */
export function createLog(options: LogOptions = {}): Log {
  const fallback = options.file === undefined ? 'warn' : 'info'
  const level = options.level !== undefined && LEVELS.includes(options.level) ? options.level : fallback
  const main = options.stream ?? target(options.file)
  const { alsoTo } = options
  return pino(
    {
      level: alsoTo === undefined ? level : lowerOf(level, 'info'),
      base: null,
      serializers: { err: (value: unknown) => value }, // errors are made plain, and cleaned, by `formatters.log`
      formatters: { log: (fields) => hideSecretFields(fields, 0) as Record<string, unknown> }, // an object stays one
      hooks: { streamWrite: cleanLine },
    },
    alsoTo === undefined ? main : both(main, level, alsoTo),
  )
}

function lowerOf(a: string, b: string): string {
  return LEVELS.indexOf(a) < LEVELS.indexOf(b) ? a : b
}

/** The first hears what is at its level or above; the second everything from `info` on. */
function both(first: DestinationStream, level: string, second: DestinationStream): DestinationStream {
  const least = pino.levels.values[level] ?? Number.POSITIVE_INFINITY
  return {
    write(line) {
      const own = levelOf(line)
      if (own >= least) first.write(line)
      if (own >= INFO) second.write(line)
    },
  }
}

/** A logger that drops everything. */
export const silentLog: Log = { debug: drop, info: drop, warn: drop, error: drop }

function drop(): void {
  // nothing is wanted of it
}

function target(file: string | undefined): DestinationStream {
  if (file === undefined) return destination({ dest: 2, sync: true })
  return destination({ dest: file, sync: true, mkdir: true, mode: 0o600 })
}

const SECRET_FIELD =
  /passw|passphrase|^pass$|cookie|authorization|secret|token|private|seed|mnemonic|credential|^auth$|^code$/i

function hideSecretFields(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > MAX_DEPTH) return '[deep]'
  if (value instanceof Error) return plainError(value, depth)
  if (Array.isArray(value)) return value.map((item) => hideSecretFields(item, depth + 1))
  const cleaned = Object.entries(value).map(([name, field]) => [
    name,
    isSecretField(name, field) ? HIDDEN : hideSecretFields(field, depth + 1),
  ])
  return Object.fromEntries(cleaned)
}

/** An error's `code` is a word such as ECONNREFUSED; a `code` field elsewhere may open a session. */
function isSecretField(name: string, field: unknown): boolean {
  return SECRET_FIELD.test(name) && !(name === 'code' && isErrorCode(field))
}

function isErrorCode(field: unknown): boolean {
  return typeof field === 'number' || (typeof field === 'string' && /^[A-Za-z_]{1,40}$/.test(field))
}

function plainError(error: Error, depth: number): unknown {
  const { name, message, stack, cause, ...rest } = error
  const code = (error as NodeJS.ErrnoException).code
  const own = hideSecretFields({ ...rest, code }, depth + 1) as object // an object went in
  const chain = cause === undefined ? {} : { cause: hideSecretFields(cause, depth + 1) }
  return { ...own, type: error.name ?? name, message: error.message ?? message, stack, ...chain }
}

/** Where a word begins. In a line of JSON a line feed is `\n`, whose letter is no part of the word behind it. */
const START = String.raw`(?:\b|(?<=\\[bfnrt])|(?<=\\u[0-9a-f]{4}))`

function wordsLike(pattern: string, flags = 'g'): RegExp {
  return new RegExp(`${START}${pattern}`, flags)
}

const SECRET_PATTERNS: readonly (readonly [RegExp, string])[] = [
  [wordsLike(String.raw`[5KLc9][1-9A-HJ-NP-Za-km-z]{50,51}\b`), HIDDEN], // WIF
  [wordsLike('[xyztuvYZUV]prv[1-9A-HJ-NP-Za-km-z]{20,}'), HIDDEN],
  [wordsLike(String.raw`6P[1-9A-HJ-NP-Za-km-z]{56}\b`), HIDDEN], // BIP-38
  [/__cookie__:[0-9a-fA-F]+/g, HIDDEN],
  [wordsLike(String.raw`(Basic|Bearer)\s+[A-Za-z0-9+/=._~-]{6,}`), `$1 ${HIDDEN}`],
  [/:\/\/[^\s/@"\\]+@/g, `://${HIDDEN}@`], // user and password of a URL
  [wordsLike(String.raw`[0-9a-f]{32}(?![0-9a-zA-Z])`), HIDDEN], // a login at a proxy; no other figure here has 32 digits
  [/(#code=)[A-Za-z0-9_-]+/g, `$1${HIDDEN}`],
]

/** What tells who watches what. */
const WATCHED_PATTERNS: readonly (readonly [RegExp, string])[] = [
  [wordsLike('[xyztuvYZUV]pub[1-9A-HJ-NP-Za-km-z]{20,}'), '[key]'],
  [wordsLike(String.raw`0[23][0-9a-f]{64}\b`, 'gi'), '[key]'],
  [wordsLike(String.raw`(?:bc|tb|bcrt)1[02-9ac-hj-np-z]{8,87}\b`, 'gi'), '[address]'],
  [wordsLike(String.raw`[13mn2][1-9A-HJ-NP-Za-km-z]{25,34}\b`), '[address]'],
]

function cleanLine(line: string): string {
  const safe = SECRET_PATTERNS.reduce((text, [pattern, instead]) => text.replace(pattern, instead), line)
  if (levelOf(line) < INFO) return safe
  return WATCHED_PATTERNS.reduce((text, [pattern, instead]) => text.replace(pattern, instead), safe)
}

function levelOf(line: string): number {
  return Number(/^\{"level":(\d+)/.exec(line)?.[1] ?? INFO)
}
