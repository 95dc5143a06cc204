import { expect, it } from 'vitest'
import { startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import {
  expectSameCoins,
  openLedger,
  removeFolder,
  temporaryFolder,
  valueOf,
} from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

// Two P2WPKH addresses of nobody.
const FIRST = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'
const SECOND = 'bcrt1q5n2k3frgpxces3dsw4qfpqk4kksv0cz96pldxdwxrrw0d5ud5hcqzzx7zt'

describeWithBitcoind('a reorganisation down to the first block', (binary) => {
  it('ends with the node’s unspent outputs, seen live, while stopped, and after another start', async () => {
    const node = await startRegtestNode(binary)
    const folder = await temporaryFolder()
    let ledger = await openLedger(node, folder)
    const same = (): ReturnType<typeof expectSameCoins> => expectSameCoins(ledger, node, [FIRST, SECOND])
    const toGenesis = async (payee: string): Promise<void> => {
      const height = await node.rpc<number>('getblockcount')
      await node.rpc('invalidateblock', [await node.rpc<string>('getblockhash', [1])])
      await node.mine(3, payee)
      await node.mine(height + 1)
    }
    try {
      await node.mine(20)
      await ledger.add(FIRST, SECOND)
      await same()
      await node.mine(15, FIRST)
      await same()

      await toGenesis(SECOND)
      await same()
      const reward = valueOf(ledger.coins()) / 3
      await node.mine(2, FIRST)
      await same()
      expect(valueOf(ledger.coins())).toBe(5 * reward)

      await ledger.close()
      await toGenesis(FIRST)
      ledger = await openLedger(node, folder)
      await same()
      expect(valueOf(ledger.coins())).toBe(3 * reward)

      await ledger.close()
      ledger = await openLedger(node, folder)
      await same()
    } finally {
      await ledger.close()
      await node.stop()
      await removeFolder(folder)
    }
  })
})
