/** The demo's chain: what it shows at past moments has to have happened then. */
import { expect, it } from 'vitest'
import { prepareDemoGround } from '../../electron/launch/demo/demo-ground.ts'
import { startRegtestNode } from '../../electron/launch/regtest-node.ts'
import { satsFromBtc } from '../../shared/amounts.ts'
import { describeWithBitcoind } from '../ground/regtest-ground.ts'

const DAY = 86_400

interface Header {
  readonly time: number
  readonly mediantime: number
}

describeWithBitcoind('the ground of the demo', (binary) => {
  it('pays each sample on its days, by every way of dating a block, and has come to now in the end', async () => {
    const node = await startRegtestNode(binary)
    const now = Date.now() / 1_000
    const { household, samples } = await prepareDemoGround(node, new AbortController().signal)
    const headerOf = async (hash: string) => node.rpc<Header>('getblockheader', [hash])
    const paid = await household.rpc<
      { address: string; amount: number; category: string; blockhash: string; blocktime: number }[]
    >('listtransactions', ['*', 1_000])
    for (const { address, past, type } of samples) {
      if (type === 'p2wsh') continue // whose keys no wallet holds together
      const own = paid.filter((each) => each.address === address && each.category === 'receive')
      for (const [daysAgo, sats] of past) {
        const found = own.find(({ amount }) => satsFromBtc(amount.toFixed(8)) === sats)
        const { time, mediantime } = await headerOf(found?.blockhash ?? '')
        for (const at of [time, mediantime]) expect(Math.abs(now - daysAgo * DAY - at)).toBeLessThan(DAY / 2)
        own.splice(found ? own.indexOf(found) : 0, 1)
      }
    }
    const tip = await headerOf(await node.rpc<string>('getbestblockhash'))
    expect(Math.abs(now - tip.mediantime)).toBeLessThan(DAY / 24)
    expect(
      (await node.rpc<{ initialblockdownload: boolean }>('getblockchaininfo')).initialblockdownload,
    ).toBe(false)
    await node.stop()
  })
})
