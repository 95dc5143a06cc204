import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RegtestNode, startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import type { CrossCheck } from '../../../shared/cross-check.ts'
import { type ElectrumServer, startElectrumServer } from '../../fakes/electrum-server.ts'
import { type EsploraServer, startEsploraServer } from '../../fakes/esplora-server.ts'
import { runTidemark } from '../../ground/cli-ground.ts'
import { openLedger, removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

/** One story in order: each step stands on the one before. */
describeWithBitcoind('cross-checks of the host that the app builds', (binary) => {
  let node: RegtestNode
  let esplora: EsploraServer
  let electrum: ElectrumServer
  let folder: string
  let address: string

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    const payer = await node.wallet('payer')
    address = await (await node.wallet('holder')).newAddress()
    await node.mine(101, await payer.newAddress())
    await payer.send(address, 123_000)
    await node.mine(1)
    const rpc = (method: string, params: readonly unknown[]): Promise<unknown> => node.rpc(method, params)
    esplora = await startEsploraServer({ rpc })
    electrum = await startElectrumServer({ chain: { rpc }, network: 'regtest', addresses: [address] })
    folder = await temporaryFolder()
    const ledger = await openLedger(null, folder)
    await ledger.add(address)
    await ledger.close()
  })
  afterAll(async () => {
    await esplora?.close()
    await electrum?.close()
    await node?.stop()
    if (folder) await removeFolder(folder)
  })

  const tidemark = (...args: readonly string[]) =>
    runTidemark([...args, '--network', 'regtest', '--data-dir', folder])
  const withNode = (): readonly string[] => ['--node', node.url, '--node-cookie', node.cookieFile]
  const parsed = (stdout: string): readonly CrossCheck[] => JSON.parse(stdout) as readonly CrossCheck[]

  it('read the chain first, then agree with servers of two families', async () => {
    const servers = ['--provider', esplora.url, '--provider', electrum.url]
    const ran = await tidemark('cross-check', ...withNode(), ...servers, '--json')
    expect(ran.code, ran.stderr).toBe(0)
    const tip = { height: 102, hash: await node.rpc<string>('getbestblockhash') }
    expect(parsed(ran.stdout)).toMatchObject([{ address, outcome: 'agree', basis: 'outputs', block: tip }])
    expect(parsed(ran.stdout)[0]?.statements.map(({ voice, confirmed }) => [voice, confirmed])).toEqual([
      ['ledger', 123_000],
      ['esplora', 123_000],
      ['electrum', 123_000],
    ])
  })

  it('put every server on record that was asked', async () => {
    const { stdout } = await tidemark('disclosures', address, '--json')
    const { disclosures } = JSON.parse(stdout) as { disclosures: readonly { source: string }[] }
    expect(disclosures).toHaveLength(3)
  })

  it('are kept, and listed to a host that only reads, which does none itself', async () => {
    const reader = await openLedger(null, folder, { access: 'read' })
    expect(await reader.call('crosscheck.list', {})).toMatchObject([{ address, outcome: 'agree' }])
    expect(await reader.call('crosscheck.list', { addresses: [address] })).toHaveLength(1)
    await expect(reader.call('crosscheck.run', {})).rejects.toMatchObject({ code: 'locked' })
    await reader.close()
  })

  it('ask nobody beyond the limit of the run, and say so in words', async () => {
    esplora.requests.length = 0
    const ran = await tidemark('cross-check', ...withNode(), '--provider', esplora.url, '--tier', 'own-node')
    expect(ran.code).toBe(4)
    expect(ran.stdout).toContain('no provider may be asked about this address')
    expect(esplora.requests).toEqual([])
  })
})
