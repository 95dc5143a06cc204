import { describe, expect, it } from 'vitest'
import { credentialsFor } from '../../../electron/config-file/credentials-for.ts'
import { Secret } from '../../../electron/config-file/secret.ts'
import type { NodeLogin } from '../../../electron/config-file/types.ts'

const LOGIN: NodeLogin = { kind: 'password', user: 'u', password: new Secret('p') }

/** Whether the login goes to the URL when the file names it so. */
function goesTo(url: string, role: 'node' | null): boolean {
  return credentialsFor(url, { rpcUrls: [{ url, role, line: 1 }], login: LOGIN }) === LOGIN
}

describe('the login of a config file', () => {
  it.each([
    // url, where it is not marked, where it is marked as the node
    ['http://127.0.0.1:8332', true, true],
    ['http://127.8.9.10:8332', true, true],
    ['http://localhost:8332', true, true],
    ['http://localhost.:8332', true, true],
    ['http://[::1]:8332', true, true],
    ['http://[::ffff:127.0.0.1]:8332', true, true],
    ['http://10.1.2.3:8332', true, true],
    ['http://172.16.0.1:8332', true, true],
    ['http://192.168.1.20:8332', true, true],
    ['http://[fd12::1]:8332', true, true],
    ['https://192.168.1.20:8332', true, true],
    ['https://100.64.1.2:8332', true, true],
    ['http://2130706433:8332', true, true], // 127.0.0.1 in another spelling
    // Names are not addresses: only marked.
    ['http://node.local:8332', false, true],
    ['http://bitcoind:8332', false, true],
    ['http://sub.localhost:8332', false, true],
    ['https://node.example:8332', false, true],
    ['https://8.8.8.8:8332', false, true],
    ['http://explorerzydxu5ecjrkwceayqybizmpjjznk5izmitf2modhcusuqlid.onion:8332', false, true],
    // Never.
    ['http://node.example:8332', false, false],
    ['http://8.8.8.8:8332', false, false],
    ['http://172.32.0.1:8332', false, false],
    ['http://localhost.example.com:8332', false, false],
    ['http://127.0.0.1.example.com:8332', false, false],
    ['http://[::ffff:8.8.8.8]:8332', false, false],
    ['http://169.254.169.254', false, false],
    ['http://[fe80::1]:8332', false, false],
    ['http://0.0.0.0:8332', false, false],
    ['tcp://127.0.0.1:50001', false, false],
    ['tls://127.0.0.1:50002', false, false],
    ['http://other@127.0.0.1:8332', false, false],
    ['not a url', false, false],
  ])('goes to %s: %s, and where it is marked as the node: %s', (url, plain, marked) => {
    expect({ plain: goesTo(url, null), marked: goesTo(url, 'node') }).toEqual({ plain, marked })
  })

  it('goes to no URL that the file does not name, not even on this machine', () => {
    const config = {
      rpcUrls: [{ url: 'http://127.0.0.1:8332', role: 'node', line: 1 } as const],
      login: LOGIN,
    }
    expect(credentialsFor('http://127.0.0.1:8332/', config)).toBe(LOGIN)
    expect(credentialsFor('http://127.0.0.1:8333', config)).toBeNull()
    expect(credentialsFor('https://127.0.0.1:8332', config)).toBeNull()
    expect(credentialsFor('http://127.0.0.1:8332/other', config)).toBeNull()
    expect(credentialsFor('http://127.0.0.1:8332', { rpcUrls: null, login: LOGIN })).toBeNull()
  })

  it('goes to another server of the file only by its own mark or address', () => {
    const rpcUrls = [
      { url: 'https://node.example:8332', role: 'node', line: 1 },
      { url: 'https://mempool.space/api', role: null, line: 2 },
    ] as const
    expect(credentialsFor('https://mempool.space/api', { rpcUrls, login: LOGIN })).toBeNull()
    expect(credentialsFor('https://node.example:8332', { rpcUrls, login: LOGIN })).toBe(LOGIN)
  })

  it('is null where the file has none', () => {
    const rpcUrls = [{ url: 'http://127.0.0.1:8332', role: 'node', line: 1 } as const]
    expect(credentialsFor('http://127.0.0.1:8332', { rpcUrls, login: null })).toBeNull()
  })
})
