import { createECDH, createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { type RegtestNode, startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import { openLedger, removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { type Bank, type CaseLedger, openBank, openCaseLedger } from './case-ground.ts'
import { OPEN_FORMS, openTx } from './open-script.ts'

const P2A = '51024e73'

describeWithBitcoind('scripts of all kinds', (binary) => {
  let node: RegtestNode
  let bank: Bank
  let ledger: CaseLedger

  beforeAll(async () => {
    node = await startRegtestNode(binary, { extraArgs: ['-acceptnonstdtxn=1'] })
    bank = await openBank(node, 4)
  })
  afterAll(() => node.stop())
  beforeEach(async () => {
    ledger = await openCaseLedger(node)
  })
  afterEach(() => ledger.close())

  it('case 8: OP_RETURN and scripts above 10,000 bytes hold nothing, as for scantxoutset, though they are watched', async () => {
    const scripts = ['6a', `6a04${'ab'.repeat(4)}`, `51${'61'.repeat(10_000)}`, `51${'61'.repeat(9_999)}`]
    await ledger.watch(...scripts)
    expect(await ledger.same()).toBe(0)
    await bank.pay(...scripts.map((script, n) => ({ script, value: 1_000 * 2 ** n })))
    expect(await ledger.same()).toBe(1)
    expect(scripts.map((script) => ledger.figures(script)?.confirmed)).toEqual([0, 0, 0, 8_000])
    const late = await openCaseLedger(node) // whose snapshot is above
    await late.watch(...scripts)
    expect(await late.same()).toBe(1)
    await late.close()
  })

  it('case 11: the same key paid in other ways is not part of its P2PKH address, and may be watched beside it', async () => {
    const key = keyHash()
    const forms = {
      p2pkh: `76a914${key.hash}88ac`,
      p2pk: `21${key.compressed}ac`,
      p2pkLong: `41${key.uncompressed}ac`,
      multisig: `5121${key.compressed}51ae`,
      p2wpkh: `0014${key.hash}`,
      wrapped: `a914${hash160(`0014${key.hash}`)}87`,
    }
    await ledger.watch(forms.p2pkh)
    await ledger.same()
    await bank.pay(...Object.values(forms).map((script, n) => ({ script, value: 1_000 * 2 ** n })))
    expect(await ledger.same()).toBe(1)
    expect(ledger.figures(forms.p2pkh)?.confirmed).toBe(1_000)
    await ledger.watch(forms.p2pk, forms.p2pkLong, forms.multisig)
    expect(await ledger.same()).toBe(4)
    const figures = Object.values(forms).map((script) => ledger.figures(script)?.confirmed)
    expect(figures).toEqual([1_000, 2_000, 4_000, 8_000, undefined, undefined])
  })

  it('case 12: P2SH, P2WSH, taproot and later witness versions are matched by their script alone, paid and spent', async () => {
    const open = [OPEN_FORMS.p2sh('00c12001'), OPEN_FORMS.p2wsh('00c12002'), OPEN_FORMS.later('00c12003')]
    const holder = await node.wallet('holder')
    const taproot = await holder.newAddress('bech32m')
    const { scriptPubKey } = await node.rpc<{ scriptPubKey: string }>('validateaddress', [taproot])
    const scripts = [...open.map(({ script }) => script), scriptPubKey]
    await ledger.watch(...scripts)
    await ledger.same()
    const txid = await bank.pay(...scripts.map((script, n) => ({ script, value: 100_000 * 2 ** n })))
    expect(await ledger.same()).toBe(4)
    const coins = open.map((form, vout) => ({ ...form, txid, vout, value: 0 }))
    const spend = openTx(coins, [{ script: scriptPubKey, value: 300_000 }])
    await node.generateBlock([spend.hex])
    expect(await ledger.same()).toBe(2)
    expect(scripts.map((script) => ledger.figures(script)?.confirmed)).toEqual([0, 0, 0, 1_100_000])
    const nobody = await (await node.wallet('another')).newAddress()
    await holder.rpc('sendall', [[nobody]])
    await node.mine(1)
    expect(await ledger.same()).toBe(0)
  })
})

describeWithBitcoind('addresses, before they become scripts', (binary) => {
  it('case 10: an address is its script: one watch however it is spelled, and none of another network', async () => {
    const node = await startRegtestNode(binary)
    const folder = await temporaryFolder()
    const app = await openLedger(node, folder)
    try {
      const wallet = await node.wallet('test')
      await node.mine(101, await wallet.newAddress())
      const holder = await node.wallet('holder')
      const bech32 = await holder.newAddress('bech32')
      const legacy = await holder.newAddress('legacy')
      const { added } = await app.add(bech32.toUpperCase(), legacy)
      expect(added.map(({ text }) => text)).toEqual([bech32, legacy])
      expect(await app.add(bech32)).toMatchObject({ added: [], already: [{ text: bech32 }] })
      await app.sync()
      await wallet.send(bech32, 12_000)
      await node.mine(1)
      await app.sync()
      expect(await app.reading(bech32)).toMatchObject({ confirmed: 12_000 })
      const aliens = ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2']
      const { refused } = await app.call('portfolio.add', { lines: aliens, atomic: false })
      expect(refused.map(({ reason }) => reason)).toEqual(['wrong_network', 'wrong_network'])
      expect((await app.balance()).total).toMatchObject({ confirmed: 12_000, known: 2 })
    } finally {
      await app.close()
      await node.stop()
      await removeFolder(folder)
    }
  })

  it('a raw() script without an address is watched by its bytes, and pay-to-anchor is not', async () => {
    const node = await startRegtestNode(binary)
    const folder = await temporaryFolder()
    const app = await openLedger(node, folder)
    try {
      const script = `5121${keyHash().compressed}51ae`
      const lines = [`raw(${script})`, `raw(${P2A})`]
      const { added, refused } = await app.call('portfolio.add', { lines, atomic: false })
      expect(added).toMatchObject([{ scriptType: 'other' }])
      expect(refused).toMatchObject([{ reason: 'unsupported_descriptor' }])
      const bank = await openBank(node, 1)
      await bank.pay({ script, value: 7_000 }, { script: P2A, value: 240 })
      await app.sync()
      expect((await app.balance()).total).toMatchObject({ confirmed: 7_000, known: 1 })
    } finally {
      await app.close()
      await node.stop()
      await removeFolder(folder)
    }
  })

  it('case 13: pay-to-anchor is refused with the reason, and its coins are nobody’s', async () => {
    const node = await startRegtestNode(binary)
    const folder = await temporaryFolder()
    const app = await openLedger(node, folder)
    try {
      const { address } = await node.rpc<{ address: string }>('decodescript', [P2A])
      await expect(app.add(address)).rejects.toThrow(/refused/)
      const lines = [address, 'bc1pfeessrawgf', ADDRESS]
      const { added, refused } = await app.call('portfolio.add', { lines, atomic: false })
      expect(added).toMatchObject([{ text: ADDRESS }])
      expect(refused).toMatchObject([{ reason: 'not_standard' }, { reason: 'wrong_network' }])
      expect(refused[0]?.message).toContain('nobody owns this script')
      const bank = await openBank(node, 1)
      await bank.pay({ script: P2A, value: 240 })
      await app.sync()
      expect((await app.balance()).total).toMatchObject({ confirmed: 0, known: 1 })
      expect(app.coins()).toEqual(new Set())
    } finally {
      await app.close()
      await node.stop()
      await removeFolder(folder)
    }
  })
})

// P2WPKH of nobody.
const ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'

function keyHash(): { compressed: string; uncompressed: string; hash: string } {
  const key = createECDH('secp256k1')
  key.generateKeys()
  const compressed = key.getPublicKey('hex', 'compressed')
  return { compressed, uncompressed: key.getPublicKey('hex'), hash: hash160(compressed) }
}

function hash160(hex: string): string {
  const inner = createHash('sha256').update(Buffer.from(hex, 'hex')).digest()
  return createHash('ripemd160').update(inner).digest('hex')
}
