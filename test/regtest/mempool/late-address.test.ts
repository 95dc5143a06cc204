import { expect, it } from 'vitest'
import { type RegtestNode, startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import { openLedger, removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { JUST_TRUE, openP2wsh } from '../../ground/p2wsh.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

const STRANGERS = 200
const FEE = 2_000

describeWithBitcoind('a mempool of some hundreds', (binary) => {
  it('shows what it has for an address that was added after it was read', async () => {
    const node = await startRegtestNode(binary, {
      extraArgs: ['-acceptnonstdtxn=1', '-maxtipage=2000000000'],
    })
    const folder = await temporaryFolder()
    const app = await openLedger(node, folder, { follow: true })
    try {
      const [open, first, late] = [
        await openP2wsh(node, JUST_TRUE),
        await openP2wsh(node),
        await openP2wsh(node),
      ]
      const coins = await matureRewards(node, open.address, STRANGERS + 3)
      for (const { txid, value } of coins.slice(3)) await open.spend(txid, { [open.address]: value - FEE })
      for (const [n, { txid, value }] of coins.slice(0, 3).entries()) {
        const [to, sats] = n === 0 ? [first.address, 11_000] : [late.address, 22_000 * n]
        await open.spend(txid, { [to]: sats, [open.address]: value - FEE - sats })
      }
      const pendingOf = async (...addresses: string[]) =>
        (await app.call('balance.read', { addresses, refresh: false })).readings.map(({ pending }) => pending)
      await app.add(first.address)
      await expect.poll(() => pendingOf(first.address)).toEqual([11_000])
      await app.add(late.address)
      const both = [first.address, late.address]
      await expect.poll(() => pendingOf(...both)).toEqual([11_000, 66_000])
    } finally {
      await app.close()
      await removeFolder(folder)
      await node.stop()
    }
  })
})

/** Coinbases that may be spent. */
async function matureRewards(node: RegtestNode, address: string, count: number) {
  const hashes = await node.mine(count + 100, address)
  const rewards: { readonly txid: string; readonly value: number }[] = []
  for (const hash of hashes.slice(0, count)) {
    const { tx } = await node.rpc<{ tx: { txid: string; vout: { value: number }[] }[] }>('getblock', [
      hash,
      2,
    ])
    const [coinbase] = tx
    if (coinbase)
      rewards.push({ txid: coinbase.txid, value: Math.round((coinbase.vout[0]?.value ?? 0) * 1e8) })
  }
  return rewards
}
