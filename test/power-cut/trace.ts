/** What a process did to its files, in order, as strace saw it. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { promisify } from 'node:util'
import { NEEDS_TRACE } from '../ground/tally.ts'

/** One operation on a file of the traced folder, by its name there. */
export type FileOp =
  | { readonly kind: 'create'; readonly file: string }
  | { readonly kind: 'write'; readonly file: string; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly file: string; readonly size: number }
  | { readonly kind: 'sync'; readonly file: string }
  | { readonly kind: 'unlink'; readonly file: string }
  /** The process said that this revision is kept. */
  | { readonly kind: 'ack'; readonly revision: number }

const CALLS = 'openat,close,write,pwrite64,pwritev,writev,ftruncate,fsync,fdatasync,unlink,rename,fallocate'

/** Why processes cannot be traced here; null where they can. */
export async function whyNoTrace(): Promise<string | null> {
  try {
    await promisify(execFile)('strace', ['-o', '/dev/null', '-e', 'trace=none', 'true'])
    return null
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code // a spawn error or an exit code
    return `${NEEDS_TRACE}, which ${code === 'ENOENT' ? 'is not installed' : 'may not trace here'}`
  }
}

/** Runs node with these arguments under strace; gives what it did to the files in `folder`, and its acks. */
export async function traceNode(
  args: readonly string[],
  folder: string,
  acks: string,
  log: string,
): Promise<readonly FileOp[]> {
  const strace = ['-f', '-qq', '-xx', '-s', '2000000', '-e', `trace=${CALLS}`, '-e', 'signal=none', '-o', log]
  await promisify(execFile)('strace', [...strace, process.execPath, ...args], { maxBuffer: 1 << 26 })
  return parseTrace(readFileSync(log, 'latin1'), folder, acks)
}

/** Throws where a call is of a kind that is not understood: a part left out would prove nothing. */
export function parseTrace(text: string, folder: string, acks: string): readonly FileOp[] {
  const open = new Map<number, string>()
  const ops: FileOp[] = []
  // The shared memory of the log is made anew after a power cut, and its content is never synced.
  const nameOf = (path: string): string | null =>
    dirname(path) === folder && !path.endsWith('-shm') ? basename(path) : null
  for (const line of wholeCalls(text)) {
    const [, call = '', rest = '', result = ''] = /^\d+\s+(\w+)\((.*)\)\s+= (-?\d+)/s.exec(line) ?? []
    if (call === '' || result.startsWith('-')) continue
    if (call === 'openat') {
      const path = unhex(/"([^"]*)"/.exec(rest)?.[1] ?? '')
      const name = path === acks ? acks : nameOf(path)
      open.delete(Number(result))
      if (name === null) continue
      open.set(Number(result), name)
      if (name !== acks && rest.includes('O_CREAT')) ops.push({ kind: 'create', file: name })
    } else if (call === 'close') open.delete(Number(rest))
    else if (call === 'unlink') {
      const file = nameOf(unhex(/"([^"]*)"/.exec(rest)?.[1] ?? ''))
      if (file !== null) ops.push({ kind: 'unlink', file })
    } else {
      const file = open.get(Number(/^\d+/.exec(rest)?.[0]))
      if (file !== undefined) ops.push(opOn(file, file === acks, call, rest))
    }
  }
  return ops
}

function opOn(file: string, isAck: boolean, call: string, rest: string): FileOp {
  if (isAck && call === 'write')
    return { kind: 'ack', revision: Number(unhex(/"([^"]*)"/.exec(rest)?.[1] ?? '')) }
  if (call === 'fsync' || call === 'fdatasync') return { kind: 'sync', file }
  if (call === 'ftruncate') return { kind: 'truncate', file, size: Number(rest.split(', ')[1]) }
  if (call === 'pwrite64') {
    const [, hex = '', length, at] = /^\d+, "([^"]*)", (\d+), (\d+)$/.exec(rest) ?? []
    const bytes = Buffer.from(hex.replaceAll('\\x', ''), 'hex')
    if (bytes.length !== Number(length))
      throw new Error(`a write of ${length} bytes was traced as ${bytes.length}`)
    return { kind: 'write', file, at: Number(at), bytes }
  }
  throw new Error(`${call} on a file of the ledger is not understood`)
}

/** A call that another thread interrupted is two lines; they are joined where it ended. */
function wholeCalls(text: string): readonly string[] {
  const begun = new Map<string, string>()
  return text.split('\n').flatMap((line) => {
    const thread = /^\d+/.exec(line)?.[0] ?? ''
    const unfinished = line.indexOf(' <unfinished ...>')
    if (unfinished >= 0) {
      begun.set(thread, line.slice(0, unfinished))
      return []
    }
    const resumed = /<\.\.\. \w+ resumed>/.exec(line)
    return resumed ? [`${begun.get(thread) ?? ''}${line.slice(resumed.index + resumed[0].length)}`] : [line]
  })
}

function unhex(text: string): string {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex').toString('utf8')
}
