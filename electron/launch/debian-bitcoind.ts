/**
 * Fetches a bitcoind with apt, without root and without touching the system's package state: own lists, own
 * empty dpkg status, packages only unpacked. What arrives is signed by the archive and checked by apt.
 */
import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type DebianSource, systemDebianSource } from './apt-sources.ts'
import {
  type BitcoindBinary,
  bitcoindCacheDir,
  checkUnpacked,
  type MissingBitcoind,
  missing,
} from './bitcoind-binary.ts'

const run = promisify(execFile)
const PACKAGE = 'bitcoin-knots'
const KEYRINGS = [
  '/usr/share/keyrings/debian-archive-keyring.gpg',
  '/usr/share/keyrings/debian-archive-keyring.pgp',
]

/** Where the unpacked packages stay for later, offline runs. */
export function unpackedDir(): string {
  return join(bitcoindCacheDir(), `debian-${process.arch}`)
}

/** Downloads and unpacks. Missing where this is no Debian, apt fails, or what came does not start. */
export async function downloadBitcoind(
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<BitcoindBinary | MissingBitcoind> {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch))
    return missing(`bitcoind cannot be fetched on ${process.platform} ${process.arch}`)
  const source = await systemDebianSource()
  if (!source || !(await hasTools()))
    return missing('bitcoind can be fetched on Debian only, and this system has no Debian package source')
  try {
    return await fetchBeside(source, log, signal)
  } catch (error) {
    signal?.throwIfAborted()
    return missing(`fetching bitcoind failed: ${lastLine(error)}`)
  }
}

async function fetchBeside(
  source: DebianSource,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<BitcoindBinary | MissingBitcoind> {
  await mkdir(bitcoindCacheDir(), { recursive: true })
  await removeLeftovers(bitcoindCacheDir())
  const work = await mkdtemp(join(bitcoindCacheDir(), '.fetch-'))
  try {
    return await fetchInto(work, source, log, signal)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** What killed runs left; a run of today may still be at work. */
async function removeLeftovers(cache: string): Promise<void> {
  const dayAgo = Date.now() - 86_400_000
  for (const name of await readdir(cache)) {
    if (!name.startsWith('.')) continue
    const { mtimeMs } = await stat(join(cache, name)).catch(() => ({ mtimeMs: Infinity })) // gone meanwhile
    if (mtimeMs < dayAgo) await rm(join(cache, name), { recursive: true, force: true })
  }
}

async function fetchInto(
  work: string,
  source: DebianSource,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<BitcoindBinary | MissingBitcoind> {
  const apt = await prepareApt(work, source)
  log('bitcoind: fetching the package lists (this happens once)')
  await tool('apt-get', [...apt, 'update'], signal)
  log(`bitcoind: fetching ${PACKAGE} and its libraries`)
  await tool(
    'apt-get',
    [...apt, '--download-only', '-y', '--no-install-recommends', 'install', PACKAGE],
    signal,
  )
  const root = join(work, 'root')
  await unpack(join(work, 'cache', 'archives'), root, signal)
  const checked = await checkUnpacked(root, signal)
  if (checked.kind === 'missing') return checked
  await moveIntoPlace(root, unpackedDir())
  return checkUnpacked(unpackedDir(), signal)
}

async function prepareApt(work: string, source: DebianSource): Promise<string[]> {
  for (const dir of ['state/lists/partial', 'cache/archives/partial', 'root'])
    await mkdir(join(work, dir), { recursive: true })
  const keyring = source.signedBy ?? (await firstPresent(KEYRINGS))
  const options = keyring ? `[signed-by=${keyring}] ` : ''
  await writeFile(join(work, 'sources.list'), `deb ${options}${source.uri} unstable main\n`)
  await writeFile(join(work, 'status'), '')
  const settings = {
    'Dir::Etc::sourcelist': join(work, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State': join(work, 'state'),
    'Dir::State::status': join(work, 'status'),
    'Dir::Cache': join(work, 'cache'),
    'Dir::Log': join(work, 'state'),
    'APT::Sandbox::User': '',
    'APT::Get::List-Cleanup': '0',
    'APT::Default-Release': '',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
    'Debug::NoLocking': '1',
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
}

async function unpack(archives: string, root: string, signal?: AbortSignal): Promise<void> {
  for (const name of await readdir(archives)) {
    if (name.endsWith('.deb')) await tool('dpkg', ['-x', join(archives, name), root], signal)
  }
  for (const unused of ['etc', 'var', 'usr/share', 'usr/sbin'])
    await rm(join(root, unused), { recursive: true, force: true })
}

/** Atomic, and at peace with another process that was faster: whichever copy works stays. */
async function moveIntoPlace(root: string, target: string): Promise<void> {
  try {
    await rename(root, target)
  } catch (error) {
    if ((await checkUnpacked(target)).kind === 'found') return
    const broken = await mkdtemp(join(bitcoindCacheDir(), '.broken-'))
    await rename(target, join(broken, 'root')).catch(() => undefined) // gone meanwhile: the next line decides
    await rename(root, target).catch(() => {
      throw error
    })
    await rm(broken, { recursive: true, force: true })
  }
}

async function hasTools(): Promise<boolean> {
  const works = async (name: string): Promise<boolean> =>
    run(name, ['--version']).then(
      () => true,
      () => false,
    )
  return (await works('apt-get')) && (await works('dpkg'))
}

async function firstPresent(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const present = await access(path).then(
      () => true,
      () => false,
    )
    if (present) return path
  }
  return null
}

async function tool(name: string, args: readonly string[], signal?: AbortSignal): Promise<void> {
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' }
  await run(name, [...args], { env, maxBuffer: 16 << 20, ...(signal ? { signal } : {}) })
}

/** The tool's last complaint on one line. */
function lastLine(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : ''
  const lines = stderr.split('\n').filter((line) => line.startsWith('E:'))
  return (
    (lines.at(-1) ?? (error instanceof Error ? error.message : 'unknown failure')).split('\n', 1)[0] ?? ''
  )
}
