/** The node that tests, the benchmark and the demo run on. */
import { expect, it } from 'vitest'
import { startRegtestNode } from '../../electron/launch/regtest-node.ts'
import { describeWithBitcoind } from '../ground/regtest-ground.ts'

describeWithBitcoind('the regtest node', (binary) => {
  it('takes a transaction of every lock time that a wallet may pick', async () => {
    const node = await startRegtestNode(binary)
    const wallet = await node.wallet('payer')
    await node.mine(110, await wallet.newAddress())
    const lockTimeOfCat21 = 21
    const raw = await wallet.rpc('createrawtransaction', [
      [],
      { [await wallet.newAddress()]: 1 },
      lockTimeOfCat21,
    ])
    const { hex } = await wallet.rpc<{ hex: string }>('fundrawtransaction', [raw])
    const signed = await wallet.rpc<{ hex: string }>('signrawtransactionwithwallet', [hex])
    expect(await node.rpc('testmempoolaccept', [[signed.hex]])).toMatchObject([{ allowed: true }])
    await node.stop()
  })
})
