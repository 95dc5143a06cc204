/** A login of a node that can only watch: what to write into bitcoin.conf, and its password. */
import { createHmac, randomBytes } from 'node:crypto'
import type { ReadOnlyLogin } from '../../../shared/ipc/node-login.ts'
import { WATCHING_METHODS } from './methods.ts'

const SALT_BYTES = 16
const PASSWORD_BYTES = 32

/**
 * A fresh password of 256 bits, and the lines that let its user call what Tidemark calls and nothing else. The node's
 * file holds a hash of it (share/rpcauth/rpcauth.py: HMAC-SHA256 under the salt as it is written).
 */
export function makeReadOnlyLogin(
  user: string,
  random: (bytes: number) => Buffer = randomBytes,
): ReadOnlyLogin {
  const salt = random(SALT_BYTES).toString('hex')
  const password = random(PASSWORD_BYTES).toString('base64url')
  return {
    user,
    password,
    lines: [
      `rpcauth=${user}:${salt}$${rpcauthHash(salt, password)}`,
      `rpcwhitelist=${user}:${WATCHING_METHODS.join(',')}`,
      // Without it, every user that has no whitelist of its own, the cookie's too, may call nothing at all.
      'rpcwhitelistdefault=0',
    ],
  }
}

function rpcauthHash(salt: string, password: string): string {
  return createHmac('sha256', salt).update(password, 'utf8').digest('hex')
}
