import { expect, it } from 'vitest'
import type { NewAccount } from '../../../electron/store/portfolio-store.ts'
import { scriptAt } from './children/large-account.ts'
import { openWorld } from './world.ts'

const ACCOUNT: NewAccount = {
  account: {
    descriptor: 'wpkh(small/*)',
    scriptType: 'p2wpkh',
    ranged: true,
    origin: null,
    cosigners: null,
    chains: ['wpkh(small/*)'],
  },
  gapLimit: 3,
  gapSaid: false,
  lookahead: 3,
}

/** The entry of an address that the account holds, too. */
const address = {
  text: scriptAt(1).address,
  scriptPubKey: scriptAt(1).scriptPubKey,
  scriptType: 'p2wpkh',
} as const

it('an address of an account that comes back to its place is told as a part of it again, so that no sum counts it twice', async () => {
  const world = openWorld()
  const { portfolio, growth, models } = world
  const [{ id: account } = { id: -1 }] = (await portfolio.add([ACCOUNT])).added
  const [short] = await growth.shortChains()
  await growth.extendChain(short?.id ?? -1, [0, 1, 2].map(scriptAt))
  const [{ id } = { id: -1 }] = (await portfolio.add([address])).added
  await world.watch(1) // an entry behind it
  const shared = () => [...models.accounts().shared.values()]
  expect(shared()).toEqual([[account]])
  await portfolio.remove([id])
  expect(shared()).toEqual([])
  expect((await portfolio.add([{ ...address, id }])).added).toMatchObject([{ id }])
  expect(shared()).toEqual([[account]])
})
