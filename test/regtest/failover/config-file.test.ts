import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  type RegtestNode,
  type RegtestWallet,
  startRegtestNode,
} from '../../../electron/launch/regtest-node.ts'
import { startBlockcypherServer } from '../../fakes/blockcypher-server.ts'
import { type EsploraServer, startEsploraServer } from '../../fakes/esplora-server.ts'
import { balanceJson, runTidemark } from '../../ground/cli-ground.ts'
import { removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

describeWithBitcoind('config.yaml, by the command line', (binary) => {
  let node: RegtestNode
  let wallet: RegtestWallet
  let server: EsploraServer
  let folder: string
  let address: string

  beforeAll(async () => {
    node = await startRegtestNode(binary, { rest: false })
    wallet = await node.wallet('test')
    await node.mine(110, await wallet.newAddress())
    server = await startEsploraServer({ rpc: (method, params) => node.rpc(method, params) })
  })
  afterAll(async () => {
    await server.close()
    await node.stop()
  })
  beforeEach(async () => {
    folder = await temporaryFolder()
    address = await (await node.wallet('holder')).newAddress()
    await wallet.send(address, 700_000)
    await node.mine(1)
    return () => removeFolder(folder)
  })

  const config = async (lines: readonly string[]): Promise<string> => {
    const file = join(folder, 'config.yaml')
    const head = ['blockchain:', '  chains:', '    btc:', '      network: regtest']
    await writeFile(file, [...head, ...lines.map((line) => `      ${line}`), ''].join('\n'))
    await chmod(file, 0o600)
    return file
  }
  const balance = (file: string) =>
    balanceJson(['--network', 'regtest', '--data-dir', folder, '--config', file, '--refresh'])
  const add = () => runTidemark(['--network', 'regtest', '--data-dir', folder, 'add', address])

  it('finds out by asking which of its URLs is the own node, and logs in only there', async () => {
    const [user = '', password = ''] = (await readFile(node.cookieFile, 'utf8')).split(':')
    const file = await config([
      `rpc_urls: ["${server.url}", "${node.url}"]`,
      `username: "${user}"`,
      `password: "${password}"`,
    ])
    await add()
    const report = await balance(file)
    expect(report).toMatchObject({
      code: 0,
      readings: [{ source: 'ledger', confirmed: 700_000, kind: 'known' }],
    })
  })

  it('asks its providers, whatever protocol they speak, when it names no node', async () => {
    const cypher = await startBlockcypherServer(
      { rpc: (method, params) => node.rpc(method, params) },
      { chainName: 'regtest' },
    )
    for (const url of [server.url, cypher.url]) {
      await add()
      const report = await balance(await config([`rpc_urls: ["${url}"]`]))
      expect(report.readings[0]?.reasons).toEqual(['snapshot_waiting', 'node_not_set'])
      expect(report.code, url).toBe(0)
      expect(report.readings[0]).toMatchObject({ kind: 'known', confirmed: 700_000 })
      expect(report.readings[0]?.source).toMatch(/^provider:/)
    }
    await cypher.close()
  })

  it('names line and key of what is wrong, and repeats no password', async () => {
    const file = await config(['rpc_urls: ["http://127.0.0.1:1"]', 'pasword: "hunter2"'])
    const run = await runTidemark(['--network', 'regtest', '--data-dir', folder, '--config', file, 'list'])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('Line 6')
    expect(run.stderr).toContain('password')
    expect(run.stderr).not.toContain('hunter2')
  })

  it('means offline where it says enabled: false', async () => {
    await add()
    const before = server.requests.length
    const report = await balance(await config([`rpc_urls: ["${server.url}"]`, 'enabled: false']))
    expect(report).toMatchObject({ code: 4, readings: [{ kind: 'unknown' }] })
    expect(report.readings[0]?.reasons).toContain('offline_mode')
    expect(server.requests.length).toBe(before)
  })
})
