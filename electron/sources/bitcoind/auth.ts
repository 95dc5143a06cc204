/** The Authorization header: from a password, or from the cookie file as it is right now. */
import { type BigIntStats } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { say } from '../../../shared/said.ts'
import { NodeError } from '../../engine/node-error.ts'
import type { BitcoindAuth } from './access.ts'

const MAX_COOKIE_BYTES = 4096n

export interface Authorization {
  /** The header's value. Rejects with `cookie_missing` or `auth` when there is none to send. */
  current(): Promise<string>
  /** After a 401: reads the cookie once more, null when nothing but the refused value is to be had. */
  renewed(refused: string): Promise<string | null>
}

/** Never caches a cookie beyond its file's time and size: bitcoind writes a new one at each start. */
export function createAuthorization(auth: BitcoindAuth): Authorization {
  if (auth.kind === 'cookie') return cookieAuthorization(auth.file)
  const value = basic(`${auth.user}:${auth.password}`)
  return { current: () => Promise.resolve(value), renewed: () => Promise.resolve(null) }
}

function cookieAuthorization(file: string): Authorization {
  let known: { readonly stamp: string; readonly value: string } | null = null
  const read = async (): Promise<string> => {
    const stamp = await stampOf(file)
    const text = (await readFile(file, 'utf8').catch(notReadable)).trim()
    if (!text.includes(':')) throw new NodeError('auth', say('node_no_cookie'))
    known = { stamp, value: basic(text) }
    return known.value
  }
  return {
    async current() {
      return known !== null && known.stamp === (await stampOf(file)) ? known.value : read()
    },
    async renewed(refused) {
      const value = await read()
      return value === refused ? null : value
    },
  }
}

async function stampOf(file: string): Promise<string> {
  const found: BigIntStats = await stat(file, { bigint: true }).catch(notReadable)
  if (!found.isFile() || found.size > MAX_COOKIE_BYTES) throw new NodeError('auth', say('node_not_cookie'))
  return `${found.mtimeNs}/${found.size}/${found.ino}`
}

function notReadable(cause: unknown): never {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  if (code === 'ENOENT' || code === 'ENOTDIR') throw new NodeError('cookie_missing', say('node_cookie_gone'))
  throw new NodeError('auth', say('node_cookie_unread', { code }), { cause })
}

function basic(credentials: string): string {
  return `Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`
}
