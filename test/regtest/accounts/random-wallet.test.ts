import { expect, it } from 'vitest'
import {
  NOBODYS_ADDRESS,
  type RegtestNode,
  type RegtestWallet,
  startRegtestNode,
} from '../../../electron/launch/regtest-node.ts'
import { RegtestRpcError } from '../../../electron/launch/regtest-rpc.ts'
import { openLedger, removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { seedOf } from '../../ground/seed.ts'
import { addAccount, descriptorOf, expectAsTheWallet, watchOnly } from './account-ground.ts'

const BLOCKS = 300
const SEED = seedOf('random wallet')

describeWithBitcoind('an account of a wallet that lives', (binary) => {
  it(`holds what the node’s own wallet of the same descriptor holds, after each of ${BLOCKS} blocks`, async () => {
    console.log(`seed of the wallet's life: ${SEED}`)
    const node = await startRegtestNode(binary, { extraArgs: ['-keypool=200', '-changetype=bech32'] })
    const folder = await temporaryFolder()
    try {
      const life = await begin(node)
      const descriptor = await descriptorOf(life.wallet)
      const watching = await watchOnly(node, 'watching', descriptor)
      const ledger = await openLedger(node, folder)
      const { id } = await addAccount(ledger, descriptor, { gapLimit: 5, lookahead: 30 })
      await ledger.sync()
      await expectAsTheWallet(ledger, id, watching)
      for (let block = 0; block < BLOCKS; block++) {
        await life.live()
        const { problem } = await ledger.sync()
        expect(problem).toBeNull()
        await expectAsTheWallet(ledger, id, watching)
      }
      const { chains } = await ledger.call('account.detail', { watchId: id })
      console.log(`used ${chains.map(({ usedTo }) => usedTo).join(' and ')}; ${life.told()}`)
      expect(Math.min(...chains.map(({ usedTo }) => usedTo))).toBeGreaterThan(16) // past the first width, more than once
      await ledger.close()
    } finally {
      await node.stop()
      await removeFolder(folder)
    }
  })
})

interface Life {
  readonly wallet: RegtestWallet
  /** Does something at random, and mines or replaces blocks. */
  live(): Promise<void>
  told(): string
}

async function begin(node: RegtestNode): Promise<Life> {
  const world = await node.wallet('world')
  await node.mine(130, await world.newAddress())
  await node.rpc('createwallet', ['wallet'])
  const wallet = await node.wallet('wallet')
  const random = randomFrom(SEED)
  const done = new Map<string, number>()
  const below = (count: number): number => Math.floor(random() * count)

  const deeds: Readonly<Record<string, () => Promise<unknown>>> = {
    receive: async () => world.send(await wallet.newAddress(), 100_000 + below(5_000_000)),
    receiveSeveral: async () => {
      const to: Record<string, string> = {}
      for (let i = 0; i < 4; i++) to[await wallet.newAddress()] = `0.00${10 + below(80)}`
      await world.rpc('sendmany', ['', to])
    },
    send: () => wallet.rpc('sendtoaddress', [NOBODYS_ADDRESS, 0.0005, '', '', false, true]),
    replace: async () => {
      const txid = await wallet.rpc<string>('sendtoaddress', [NOBODYS_ADDRESS, 0.0007, '', '', false, true])
      await wallet.rpc('bumpfee', [txid])
    },
    toItself: async () => wallet.send(await wallet.newAddress(), 60_000),
    consolidate: async () => wallet.rpc('sendall', [[await wallet.newAddress()]]),
    nothing: async () => undefined,
  }
  const names = Object.keys(deeds)

  async function live(): Promise<void> {
    const name = names[below(names.length)] ?? 'nothing'
    await deeds[name]?.().then(
      () => done.set(name, (done.get(name) ?? 0) + 1),
      (error: unknown) => {
        if (!(error instanceof RegtestRpcError)) throw error // there was not enough money for it
      },
    )
    const dice = below(20)
    if (dice === 0) await node.reorg(1 + below(3), { empty: below(2) === 0 })
    else if (dice < 3) await node.mine(1, await wallet.newAddress())
    else await node.mine(1, NOBODYS_ADDRESS)
    if (dice === 0) done.set('reorganised', (done.get('reorganised') ?? 0) + 1)
  }

  const told = (): string => [...done].map(([name, count]) => `${name} ${count}`).join(', ')
  return { wallet, live, told }
}

/** Numbers from 0 to 1 (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
