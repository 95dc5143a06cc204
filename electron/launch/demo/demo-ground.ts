/** Sets the demo's chain up: two wallets, the sample addresses, and what they hold at the start. */
import type { RegtestNode, RegtestWallet } from '../regtest-node.ts'
import { type LiveSample, SAMPLES, type Sample } from './samples.ts'
import { spendFrom } from './spend.ts'

/** Rewards of 50 BTC that the bank pays from, and as many blocks as have them mature. */
const REWARDS = 10
const MATURING_BLOCKS = 100

export interface DemoGround {
  readonly node: RegtestNode
  /** Pays everybody. A wallet of its own, so that it never picks a sample's coins. */
  readonly bank: RegtestWallet
  readonly bankAddress: string
  /** Holds the keys of the sample addresses. */
  readonly household: RegtestWallet
  readonly samples: readonly LiveSample[]
}

/** When the chain begins, so that there is some past before the first payment. */
const BEGINS_DAYS = 260
/** As many as decide a median time (BIP-113): what is in the next block happened then, whichever way it is dated. */
const DATED_BY = 6
/** When some of the household's money was spent. */
const SPENT_DAYS = 20

/**
 * Mines past maturity, and pays the samples what they hold on days of the last months, by the node's own clock set back. In
 * the end it is now again, for the node, too.
 */
export async function prepareDemoGround(node: RegtestNode, signal: AbortSignal): Promise<DemoGround> {
  const now = Math.floor(Date.now() / 1_000)
  await goTo(node, now, BEGINS_DAYS) // before there are wallets: they look at no block from before they were made
  const [bank, household] = await Promise.all([node.wallet('bank'), node.wallet('household')])
  const bankAddress = await bank.newAddress()
  const [samples] = await Promise.all([
    Promise.all(SAMPLES.map(async (each) => ({ ...each, address: await addressFor(each, node, household) }))),
    node.mine(REWARDS, bankAddress).then(() => node.mine(MATURING_BLOCKS)), // what is nobody's is quick
  ])
  const ground = { node, bank, bankAddress, household, samples }
  for (const daysAgo of daysOf(samples)) {
    signal.throwIfAborted()
    await goTo(node, now, daysAgo)
    await node.mine(DATED_BY)
    await payPast(ground, daysAgo)
    await node.mine(1, bankAddress)
  }
  await node.rpc('setmocktime', [0])
  await node.mine(DATED_BY)
  signal.throwIfAborted()
  return ground
}

function goTo(node: RegtestNode, now: number, daysAgo: number): Promise<null> {
  return node.rpc('setmocktime', [now - daysAgo * 86_400])
}

/** The days on which something happened, the oldest first. */
function daysOf(samples: readonly LiveSample[]): readonly number[] {
  const days = samples.flatMap(({ past }) => past.map(([daysAgo]) => daysAgo))
  return [...new Set([...days, SPENT_DAYS])].toSorted((a, b) => b - a)
}

async function payPast(ground: DemoGround, day: number): Promise<void> {
  for (const { address, past } of ground.samples)
    for (const [daysAgo, sats] of past) if (daysAgo === day) await ground.bank.send(address, sats)
  const spender = ground.samples.find(({ spent }) => spent)
  if (day === SPENT_DAYS && spender) await spendFrom(ground, spender, 1 / 5)
}

async function addressFor(sample: Sample, node: RegtestNode, household: RegtestWallet): Promise<string> {
  if (sample.type !== 'p2wsh') return household.newAddress(sample.type)
  const keys = [await publicKey(household), await publicKey(household)]
  return (await node.rpc<{ address: string }>('createmultisig', [2, keys, 'bech32'])).address
}

async function publicKey(wallet: RegtestWallet): Promise<string> {
  const info = await wallet.rpc<{ pubkey: string }>('getaddressinfo', [await wallet.newAddress('bech32')])
  return info.pubkey
}
