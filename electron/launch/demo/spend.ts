/** Spending from a sample address of the demo. */
import { btcFromSats, satsFromBtc } from '../../../shared/amounts.ts'
import type { DemoGround } from './demo-ground.ts'
import type { LiveSample } from './samples.ts'

interface Coin {
  readonly txid: string
  readonly vout: number
  readonly amount: number
}

/** Spends the largest coin of a sample: a share of it leaves, the rest returns to the same address. */
export async function spendFrom(
  { household, bankAddress }: Pick<DemoGround, 'household' | 'bankAddress'>,
  sample: LiveSample,
  share: number,
): Promise<void> {
  const coins = await household.rpc<Coin[]>('listunspent', [1, 9_999_999, [sample.address]])
  const coin = coins.toSorted((a, b) => b.amount - a.amount)[0]
  if (coin === undefined) return
  const leaves = Math.floor(satsFromBtc(coin.amount.toFixed(8)) * share)
  if (leaves < 10_000) return // what would be left is dust
  await household.rpc('send', [
    [{ [bankAddress]: btcFromSats(leaves) }],
    null,
    'unset',
    null,
    { inputs: [{ txid: coin.txid, vout: coin.vout }], change_address: sample.address, fee_rate: 2 },
  ])
}
