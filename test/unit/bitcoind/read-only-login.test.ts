import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '../../../electron/launch/project-root.ts'
import { SPENDING_METHODS, WATCHING_METHODS } from '../../../electron/sources/bitcoind/methods.ts'
import { makeReadOnlyLogin } from '../../../electron/sources/bitcoind/read-only-login.ts'

describe('a login of the node that can only watch', () => {
  it('has the hash that rpcauth.py makes of its password', () => {
    const login = makeReadOnlyLogin('watcher', (bytes) => Buffer.alloc(bytes, 7))
    expect(login.password).toBe('BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc')
    expect(login.lines[0]).toBe(
      'rpcauth=watcher:07070707070707070707070707070707$3c1d87a7f8372672fa4f3067145da1597867782bb089f7e0a3fb1f7a49344761',
    )
  })

  it('is allowed what Tidemark calls, nothing that sends coins, and takes nothing from other users', () => {
    const [, whitelist = '', last] = makeReadOnlyLogin('watcher').lines
    const allowed = whitelist.replace('rpcwhitelist=watcher:', '').split(',')
    expect(allowed).toEqual([...WATCHING_METHODS])
    expect(SPENDING_METHODS.filter((method) => allowed.includes(method))).toEqual([])
    expect(last).toBe('rpcwhitelistdefault=0')
  })

  it('is another one each time', () => {
    const [one, other] = [makeReadOnlyLogin('a'), makeReadOnlyLogin('a')]
    expect(one.password).not.toBe(other.password)
    expect(one.lines[0]?.split('$')[0]).not.toBe(other.lines[0]?.split('$')[0])
  })

  it('is written in the user guide with the methods of today', async () => {
    const guide = await readFile(join(projectRoot, 'docs', 'user-guide.md'), 'utf8')
    expect(guide).toContain(`rpcwhitelist=tidemark:${WATCHING_METHODS.join(',')}\n`)
  })
})
