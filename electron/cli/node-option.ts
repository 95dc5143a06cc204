/** The own node as the command line names it: URL, cookie or password, with the places Bitcoin Core uses by default. */
import { readFileSync, statSync } from 'node:fs'
import { posix, win32 } from 'node:path'
import type { Network } from '../../shared/chain.ts'
import type { NodeOption } from '../host-types.ts'
import type { OptionValues } from './option-spec.ts'
import { UsageError } from './usage-error.ts'

/** What the defaults depend on. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly homeDir: string
  readonly env: NodeJS.ProcessEnv
  /** Hears what is worth a word but stops nothing. */
  readonly warn: (message: string) => void
}

const RPC_PORT: Readonly<Record<Network, number>> = {
  main: 8332,
  testnet4: 48332,
  signet: 38332,
  regtest: 18443,
}
const MAX_URL = 2_000
const MAX_PASSWORD = 1_000

/** Null when no node option was given: the stored settings hold then. Throws UsageError, never with a value in it. */
export function nodeOption(values: OptionValues, network: Network, around: Surroundings): NodeOption | null {
  const user = values['node-user']
  const passwordFile = values['node-password-file']
  const cookie = values['node-cookie']
  if ([values.node, user, passwordFile, cookie].every((value) => value === undefined)) return null
  const url = values.node === undefined ? defaultUrl(network) : checkedUrl(values.node, '--node')
  if (user === undefined && passwordFile === undefined) {
    return { url, auth: { kind: 'cookie', file: cookie ?? defaultCookie(network, around) } }
  }
  if (cookie !== undefined) throw new UsageError('Give either --node-cookie or --node-user, not both.')
  if (user === undefined || passwordFile === undefined) {
    throw new UsageError('--node-user and --node-password-file belong together.')
  }
  return { url, auth: { kind: 'password', user, password: readPassword(passwordFile, around) } }
}

/** An http(s) URL of at most 2,000 characters without user and password; throws a UsageError that does not show it. */
export function checkedUrl(text: string, option: string): string {
  const url = text.length <= MAX_URL ? URL.parse(text) : null
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new UsageError(`${option} must be an http:// or https:// URL.`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(
      `${option} must not contain a user or password: use --node-user and --node-password-file.`,
    )
  }
  return text
}

function defaultUrl(network: Network): string {
  return `http://127.0.0.1:${RPC_PORT[network]}`
}

/** A node where Bitcoin Core puts it, with its cookie. */
export function defaultNode(network: Network, around: Surroundings): NodeOption {
  return { url: defaultUrl(network), auth: { kind: 'cookie', file: defaultCookie(network, around) } }
}

/** Where Bitcoin Core writes its cookie on this platform, unless told otherwise. */
export function defaultCookie(network: Network, around: Surroundings): string {
  const path = around.platform === 'win32' ? win32 : posix
  const folder = network === 'main' ? [] : [network]
  return path.join(coreFolder(around), ...folder, '.cookie')
}

function coreFolder({ platform, homeDir, env }: Surroundings): string {
  if (platform === 'darwin') return posix.join(homeDir, 'Library', 'Application Support', 'Bitcoin')
  if (platform !== 'win32') return posix.join(homeDir, '.bitcoin')
  const local = win32.join(env['LOCALAPPDATA'] ?? win32.join(homeDir, 'AppData', 'Local'), 'Bitcoin')
  const roaming = win32.join(env['APPDATA'] ?? win32.join(homeDir, 'AppData', 'Roaming'), 'Bitcoin')
  return !exists(local) && exists(roaming) ? roaming : local // older versions live in Roaming
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

function readPassword(file: string, around: Surroundings): string {
  const password = readText(file).replace(/\r?\n$/, '')
  if (password === '' || password.length > MAX_PASSWORD || /[\r\n]/.test(password)) {
    throw new UsageError('The password file must hold one line of at most 1,000 characters.')
  }
  if (around.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    around.warn('The password file can be read by others: run "chmod 600" on it.')
  }
  return password
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
    throw new UsageError(`The password file cannot be read (${code}).`)
  }
}
