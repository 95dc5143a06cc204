import { HDKey } from '@scure/bip32'
import { expect, it } from 'vitest'
import { createInlineDeriver, type Deriver } from '../../../electron/engine/accounts/deriver.ts'
import { isShort } from '../../../electron/engine/accounts/gap-limit.ts'
import { parseEntry } from '../../../electron/engine/accounts/parse-entry.ts'
import { createAccountGrowth } from '../../../electron/services/account-growth.ts'
import { openWorld } from '../store/world.ts'

const NEVER = new AbortController().signal

const never = new AbortController().signal

/** Accounts of one chain, and a deriver that goes on one piece each time it is let. */
async function ground() {
  const world = openWorld()
  const inline = createInlineDeriver()
  const held: (() => void)[] = []
  let holds = false
  let grown = 0
  const slow: Deriver = {
    ...inline,
    derive: async (descriptor, network, from, count, signal) => {
      if (holds)
        await new Promise<void>((resolve, reject) => {
          held.push(resolve)
          signal.addEventListener('abort', () => reject(signal.reason))
        })
      // As many and as unlike each other as the real ones, in no time.
      const [first] = await inline.derive(descriptor, network, from, 1, signal)
      if (!first) throw new Error('nothing was derived')
      return Array.from({ length: count }, (_, i) => ({
        index: from + i,
        scriptPubKey: Uint8Array.of(...first.scriptPubKey.subarray(0, 18), i >> 8, i & 0xff),
        address: `${first.address}-${i}`,
      }))
    },
  }
  const make = () =>
    createAccountGrowth({
      network: 'regtest',
      store: world.growth,
      deriver: slow,
      onGrown: () => (grown += 1),
      onFault: (error) => expect(error).toBeUndefined(),
    })
  async function add(seed: number, gapLimit: number): Promise<number> {
    const key = HDKey.fromMasterSeed(new Uint8Array(32).fill(seed), {
      public: 0x043587cf,
      private: 0x04358394,
    })
    const entry = parseEntry(`wpkh(${key.publicExtendedKey}/0/*)`, 'regtest')
    if (entry.kind !== 'account') throw new Error('the descriptor was refused')
    const said = { gapLimit, gapSaid: true, lookahead: 1_000 }
    const { added } = await world.portfolio.add([{ account: entry.account, ...said }])
    return added[0]?.id ?? -1
  }
  const derivedTo = (id: number): number | undefined =>
    world.portfolio.list().find((watch) => watch.id === id)?.account?.chains[0]?.derivedTo
  const isIncomplete = (id: number): boolean =>
    world.portfolio
      .list()
      .some(
        (watch) =>
          watch.id === id &&
          watch.account?.chains.some((chain) => watch.account && isShort(chain, watch.account)),
      )
  return {
    world,
    make,
    add,
    derivedTo,
    isIncomplete,
    held,
    hold: (on: boolean) => {
      holds = on
      if (!on) for (const go of held.splice(0)) go()
    },
    grown: () => grown,
  }
}

it('A wide account has its first addresses at once, and is derived to its end behind: others have their turn', async () => {
  const { make, add, derivedTo, hold, held, grown } = await ground()
  const growth = make()
  const wide = await add(1, 5_000)
  await growth.begin()
  expect(derivedTo(wide)).toBe(1_000)
  hold(true)
  await expect.poll(() => held.length).toBe(1)
  const small = await add(2, 20)
  const begun = growth.begin()
  hold(false)
  await begun
  expect(derivedTo(small)).toBe(1_000)
  expect(derivedTo(wide)).toBeLessThan(5_000)
  await growth.run(never)
  expect([derivedTo(wide), derivedTo(small)]).toEqual([5_000, 1_000])
  expect(grown()).toBeGreaterThan(2) // each round is told of
})

it('An account that is still being derived is told as incomplete, and nothing is looked up before it has all its scripts', async () => {
  const { world, make, add, derivedTo, isIncomplete, hold, held } = await ground()
  const growth = make()
  const wide = await add(3, 3_000)
  await growth.begin()
  hold(true)
  await expect.poll(() => held.length).toBe(1)
  expect(isIncomplete(wide)).toBe(true)
  let given: number | null = null
  const looking = growth
    .watch(world.scan)
    .scriptsWithoutSnapshot(10_000, NEVER)
    .then((scripts) => (given = scripts.length))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(given).toBeNull()
  hold(false)
  expect(await looking).toBe(3_000)
  expect(derivedTo(wide)).toBe(3_000)
  expect(isIncomplete(wide)).toBe(false)
})

it('What is not derived when it closes is left to the next start, and who waited hears of it', async () => {
  const { make, add, derivedTo, hold, held } = await ground()
  const growth = make()
  const wide = await add(4, 3_000)
  await growth.begin()
  hold(true)
  await expect.poll(() => held.length).toBe(1)
  const whole = growth.run(never)
  const closed = growth.close()
  await expect(whole).rejects.toMatchObject({ code: 'cancelled' })
  await closed
  expect(derivedTo(wide)).toBe(1_000)
  hold(false)
  await make().run(never)
  expect(derivedTo(wide)).toBe(3_000)
})
