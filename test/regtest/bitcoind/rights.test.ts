import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testNode } from '../../../electron/sources/bitcoind/test-node.ts'
import { runTidemark } from '../../ground/cli-ground.ts'
import { temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { startWatchedNode, type WatchedNode } from '../../ground/watch-only.ts'

const forever = new AbortController().signal

describeWithBitcoind('what a login of the node could do', (binary) => {
  let watched: WatchedNode
  beforeAll(async () => {
    watched = await startWatchedNode(binary, { extraArgs: ['-blockfilterindex=1'] })
    const wallet = await watched.node.wallet('spender')
    await watched.node.mine(101, await wallet.newAddress())
  })
  afterAll(() => watched.node.stop())

  const stepsOf = (file: string) =>
    testNode({ url: watched.node.url, auth: { kind: 'cookie', file } }, 'regtest', forever)

  it('is only to watch, behind the lines that Tidemark writes, and everything it needs works', async () => {
    const steps = await stepsOf(watched.watcher.cookieFile)
    expect(steps.map(({ step, ok }) => `${step} ${ok}`)).toEqual(
      ['url', 'connect', 'auth', 'network', 'sync', 'features', 'rights'].map((step) => `${step} true`),
    )
    expect(steps.at(-1)?.text).toMatch(/^This login can only watch/)
  })

  it('is to spend, with the cookie, which is said and not done', async () => {
    const balance = (): Promise<number> => watched.node.rpc('getbalance', [], { wallet: 'spender' })
    const before = await balance()
    const steps = await stepsOf(watched.node.cookieFile)
    expect(steps.at(-1)).toMatchObject({ step: 'rights', ok: true })
    expect(steps.at(-1)?.text).toMatch(
      /would also send coins \(sendtoaddress, sendmany, send, sendall, bumpfee/,
    )
    expect(await balance()).toBe(before)
    expect(await watched.node.rpc('getrawmempool')).toEqual([])
  })

  it('is said by the command line, whose own login the node takes after a restart', async () => {
    const folder = await temporaryFolder()
    const file = `${folder}/password`
    const made = await runTidemark(['node-login', file, 'other', '--data-dir', folder])
    const password = (await readFile(file, 'utf8')).trim()
    expect(made.code).toBe(0)
    expect(made.stdout + made.stderr).not.toContain(password)
    expect((await runTidemark(['node-login', file, '--data-dir', folder])).code).toBe(2)
    const lines = made.stdout.trim().split('\n')
    await watched.node.restart(lines.map((line) => `-${line}`))
    const login = ['--node-user', 'other', '--node-password-file', file]
    const own = ['--node', watched.node.url, '--network', 'regtest', '--data-dir', folder]
    const checked = await runTidemark(['node-check', ...own, ...login])
    expect(checked.stdout).toMatch(/ok {2}rights +This login can only watch/)
    expect(checked.code).toBe(0)
  })
})
