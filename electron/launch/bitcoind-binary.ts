/** Checks that a bitcoind starts on this machine and is recent enough, and where downloaded ones are kept. */
import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The oldest major version of Bitcoin Core or Knots that Tidemark works with. */
export const OLDEST_MAJOR = 25

/** How to start a bitcoind: `command` with `args` first (a loader prefix), then bitcoind's own arguments. */
export interface BitcoindBinary {
  readonly kind: 'found'
  /** As it says itself, e.g. "v29.0.0". */
  readonly version: string
  readonly command: string
  readonly args: readonly string[]
}

/** No usable bitcoind. `reason` is one line that ends with what to do. */
export interface MissingBitcoind {
  readonly kind: 'missing'
  readonly reason: string
}

/** What is appended to every reason. */
export const WAY_OUT = 'Install bitcoind 25 or newer, or name one in the environment variable BITCOIND.'

/** A `MissingBitcoind` whose reason ends with the way out. */
export function missing(why: string): MissingBitcoind {
  return { kind: 'missing', reason: `${why}. ${WAY_OUT}` }
}

/** Asks a bitcoind for its version. Missing when it does not start, is none, or is older than 25. */
export async function checkBinary(
  command: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<BitcoindBinary | MissingBitcoind> {
  const output = await versionOutput(command, args, signal)
  if (output instanceof Error) return missing(`${command} cannot be started (${reasonOf(output)})`)
  const found = /^Bitcoin .*?(v(\d+)\.[0-9A-Za-z.+-]+)/.exec(output)
  if (!found?.[1]) return missing(`${command} is not a Bitcoin Core or Knots daemon`)
  if (Number(found[2]) < OLDEST_MAJOR) return missing(`${command} is too old (${found[1]})`)
  return { kind: 'found', version: found[1], command, args }
}

/** The bitcoind inside a folder of unpacked Debian packages, started through the loader that came with it. */
export async function checkUnpacked(
  root: string,
  signal?: AbortSignal,
): Promise<BitcoindBinary | MissingBitcoind> {
  const arch = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
  const libraries = join(root, 'usr', 'lib', `${arch}-linux-gnu`)
  const names = await readdir(libraries).catch(() => []) // absent: nothing is unpacked here
  const loader = names.find((name) => /^ld-linux-.*\.so\.\d+$/.test(name))
  if (!loader) return missing(`no unpacked bitcoind in ${root}`)
  const path = [libraries, join(libraries, 'systemd')].join(':')
  const prefix = ['--library-path', path, join(root, 'usr', 'bin', 'bitcoind')]
  return checkBinary(join(libraries, loader), prefix, signal)
}

/** The folder for downloaded daemons, under the person's cache folder. */
export function bitcoindCacheDir(): string {
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  return join(cache, 'tidemark', 'bitcoind')
}

async function versionOutput(
  command: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<string | Error> {
  try {
    const options = { timeout: 20_000, ...(signal ? { signal } : {}) }
    return (await run(command, [...args, '--version'], options)).stdout
  } catch (error) {
    signal?.throwIfAborted()
    return error instanceof Error ? error : new Error('unknown failure')
  }
}

function reasonOf(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code // a spawn error carries an OS code, an exit a number
  if (code === 'ENOENT') return 'not there'
  if (code === 'EACCES') return 'not allowed to run it'
  return code === undefined ? 'it was stopped' : `code ${code}`
}
