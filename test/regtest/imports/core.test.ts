import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  NOBODYS_ADDRESS,
  type RegtestNode,
  type RegtestWallet,
  startRegtestNode,
} from '../../../electron/launch/regtest-node.ts'
import { type LedgerGround, openLedger, removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

interface Listed {
  readonly desc: string
  readonly internal?: boolean
}

type Reply = readonly { readonly address: string }[]

/** The addresses in a reply, read as its documentation has it. */
function addressesIn(method: string, reply: unknown): readonly string[] {
  if (method === 'getaddressesbylabel') return Object.keys(reply as object)
  if (method === 'getaddressinfo') return [(reply as Reply[number]).address]
  if (method === 'listaddressgroupings')
    return (reply as readonly (readonly [string][])[]).flat().map(([address]) => address)
  return (reply as Reply).map(({ address }) => address)
}

describeWithBitcoind('what bitcoind itself prints', (binary) => {
  let node: RegtestNode
  let wallet: RegtestWallet
  let watching: RegtestWallet
  let folder: string
  let ledger: LedgerGround

  const preview = (value: unknown) =>
    ledger.call('imports.preview', { name: 'x', text: JSON.stringify(value) })

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    wallet = await node.wallet('holds')
    const { descriptors } = await wallet.rpc<{ descriptors: readonly Listed[] }>('listdescriptors')
    await node.rpc('createwallet', ['watches', true, true])
    watching = await node.wallet('watches')
    await watching.rpc('importdescriptors', [
      descriptors.map(({ desc, internal = false }) => ({
        desc,
        internal,
        active: true,
        range: [0, 99],
        timestamp: 1_600_000_000,
      })),
    ])
    for (const type of ['legacy', 'p2sh-segwit', 'bech32', 'bech32m'] as const)
      await node.mine(1, await wallet.newAddress(type))
    await node.mine(100, NOBODYS_ADDRESS)
    await wallet.send(await watching.newAddress('bech32'), 12_345)
    await node.mine(1, NOBODYS_ADDRESS)
    folder = await temporaryFolder()
    ledger = await openLedger(node, folder)
  })
  afterAll(async () => {
    await ledger.close()
    await removeFolder(folder)
    await node.stop()
  })

  it('by listdescriptors becomes one account a pair, which holds what the wallet holds there', async () => {
    const listed = await watching.rpc<{ descriptors: readonly Listed[] }>('listdescriptors')
    const shown = await preview(listed)
    expect(shown).toMatchObject({ format: 'core_descriptors', counts: { new: 4, refused: 0 } })
    for (const { text, first, birthday } of shown.entries) {
      const receive = text.replace(/#.*/, '').replace('/<0;1>/*', '/0/*')
      const { descriptor } = await node.rpc<{ descriptor: string }>('getdescriptorinfo', [receive])
      expect(first).toEqual(await node.rpc('deriveaddresses', [descriptor, [0, 2]]))
      expect(birthday).toEqual({ date: '2020-09-13' })
    }
    const without = shown.entries
      .filter(({ scriptType }) => scriptType !== 'p2wpkh')
      .map(({ entry }) => entry)
    const done = await ledger.call('imports.apply', { name: 'x', text: JSON.stringify(listed), without })
    expect(done).toMatchObject({ added: 1, refused: 0, skipped: 0 })
    await ledger.sync()
    const unspent = await watching.rpc<readonly { desc: string; amount: number }[]>('listunspent')
    const held = unspent.filter(({ desc }) => desc.startsWith('wpkh(')).map(({ amount }) => amount)
    expect(held.length).toBeGreaterThan(1)
    const { total } = await ledger.balance()
    expect(total.confirmed).toBe(held.reduce((sum, btc) => sum + Math.round(btc * 1e8), 0))
    expect((await preview(listed)).counts).toMatchObject({ already: 1, new: 3 })
  })

  it('with private keys in it is refused as a whole', async () => {
    const secret = await wallet.rpc<unknown>('listdescriptors', [true])
    await expect(preview(secret)).rejects.toThrow('private key')
  })

  it.each([
    'listreceivedbyaddress',
    'listunspent',
    'getaddressesbylabel',
    'getaddressinfo',
    'listaddressgroupings',
  ])('by %s gives its addresses', async (method) => {
    const address = await watching.rpc<string>('getnewaddress', ['rent', 'bech32'])
    const params: Record<string, readonly unknown[]> = {
      listreceivedbyaddress: [0, true],
      getaddressesbylabel: ['rent'],
      getaddressinfo: [address],
    }
    const reply = await watching.rpc<unknown>(method, params[method] ?? [])
    const shown = await preview(reply)
    expect(shown).toMatchObject({ format: 'core_addresses', counts: { refused: 0 } })
    const expected = [...new Set(addressesIn(method, reply))]
    expect(shown.entries.map(({ text }) => text).sort()).toEqual(expected.sort())
    expect(shown.entries.length).toBeGreaterThan(0)
    if (method === 'getaddressinfo') expect(shown.entries).toMatchObject([{ text: address, label: 'rent' }])
  })
})
