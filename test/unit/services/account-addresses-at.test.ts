import { HDKey } from '@scure/bip32'
import { expect, it } from 'vitest'
import { createInlineDeriver } from '../../../electron/engine/accounts/deriver.ts'
import { parseEntry } from '../../../electron/engine/accounts/parse-entry.ts'
import { createAccountGrowth } from '../../../electron/services/account-growth.ts'
import { createAccountService } from '../../../electron/services/account-service.ts'
import { createBalanceAtService } from '../../../electron/services/balance-at-service.ts'
import type { PortfolioService } from '../../../electron/services/portfolio-service.ts'
import { blockHash } from '../../../shared/chain.ts'
import { openWorld, out, testChain, tx } from '../store/world.ts'

const signal = new AbortController().signal

/** An account whose first address is paid at 101 and 103 and emptied at 104, and whose second is paid at 103. */
async function ground() {
  const world = openWorld()
  const chain = testChain()
  const key = HDKey.fromMasterSeed(new Uint8Array(32).fill(9), { public: 0x043587cf, private: 0x04358394 })
  const entry = parseEntry(`wpkh(${key.publicExtendedKey}/0/*)`, 'regtest')
  if (entry.kind !== 'account') throw new Error('the descriptor was refused')
  const { added } = await world.portfolio.add([
    { account: entry.account, gapLimit: 5, gapSaid: true, lookahead: 10 },
  ])
  const growth = createAccountGrowth({
    network: 'regtest',
    store: world.growth,
    deriver: createInlineDeriver(),
    onGrown: () => undefined,
    onFault: (error) => expect(error).toBeUndefined(),
  })
  await growth.begin()
  await growth.run(signal)
  const watchId = added[0]?.id ?? -1
  const rows = world.models.chainAddresses(watchId, 0, 0, 100)
  const ids = rows.map(({ scriptId }) => scriptId)
  const [first = -1, second = -1] = ids
  await world.snapshot(chain, 100, ids)
  await world.connect(chain, 105, {
    101: [tx('one', { pays: [[first, 5_000]] })],
    103: [
      tx('two', {
        pays: [
          [first, 7_000],
          [second, 2_000],
        ],
      }),
    ],
    104: [tx('out', { spends: [out('one'), out('two')] })],
  })
  const tip = chain.ref(105)
  const balancesAt = createBalanceAtService({
    models: world.models,
    inGapAt: () => [],
    tip: () => ({ ...tip, hash: blockHash(tip.hash), time: null, source: 'ledger', estimated: false }),
    node: null,
    nodeReasons: () => ['node_not_set'],
    providers: null,
    offline: () => false,
  })
  const service = createAccountService({
    // Of the portfolio's service only this one question is asked here.
    portfolio: {
      watch: (id: number) => {
        const watch = world.portfolio.list().find((each) => each.id === id)
        if (watch === undefined) throw new Error('not watched')
        return watch
      },
    } as unknown as PortfolioService,
    balances: { read: () => expect.unreachable('the figures of now are not asked for') },
    balancesAt,
    reads: world.models,
  })
  const at = async (height: number) =>
    (await service.addressesAt({ watchId, from: 0, limit: 2, height }, signal)).addresses.map(
      ({ index, used, received, reading }) => [index, used, received, reading.kind, reading.confirmed],
    )
  return { at }
}

it('The addresses of an account at a past block have the use and the figures of then; before it is known, they are unknown', async () => {
  const { at } = await ground()
  expect(await at(102)).toEqual([
    [0, true, 1, 'known', 5_000],
    [1, false, 0, 'known', 0],
  ])
  expect(await at(103)).toEqual([
    [0, true, 2, 'known', 12_000],
    [1, true, 1, 'known', 2_000],
  ])
  expect(await at(104)).toEqual([
    [0, true, 2, 'known', 0],
    [1, true, 1, 'known', 2_000],
  ])
  expect(await at(99)).toEqual([
    [0, false, 0, 'unknown', null],
    [1, false, 0, 'unknown', null],
  ])
  await expect(at(106)).rejects.toMatchObject({ code: 'invalid_input' })
})
