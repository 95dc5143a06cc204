/** Sets the demo's chain up: two wallets, the sample addresses, and what they hold at the start. */
import type { RegtestNode, RegtestWallet } from '../regtest-node.ts'
import { type LiveSample, SAMPLES, type Sample } from './samples.ts'

/** Blocks mined before anybody is paid: enough for ten matured rewards of 50 BTC. */
const OPENING_BLOCKS = 110

export interface DemoGround {
  readonly node: RegtestNode
  /** Pays everybody. A wallet of its own, so that it never picks a sample's coins. */
  readonly bank: RegtestWallet
  readonly bankAddress: string
  /** Holds the keys of the sample addresses. */
  readonly household: RegtestWallet
  readonly samples: readonly LiveSample[]
}

/** Mines past maturity, pays the samples their opening balances and confirms them. */
export async function prepareDemoGround(node: RegtestNode, signal: AbortSignal): Promise<DemoGround> {
  const bank = await node.wallet('bank')
  const household = await node.wallet('household')
  const bankAddress = await bank.newAddress()
  await node.mine(OPENING_BLOCKS, bankAddress)
  signal.throwIfAborted()
  const samples: LiveSample[] = []
  for (const sample of SAMPLES)
    samples.push({ ...sample, address: await addressFor(sample, node, household) })
  for (const sample of samples) await openingBalance(sample, bank)
  await node.mine(1, bankAddress)
  signal.throwIfAborted()
  return { node, bank, bankAddress, household, samples }
}

async function openingBalance(sample: LiveSample, bank: RegtestWallet): Promise<void> {
  if (sample.opening === 0) return
  if (!sample.spent) return void (await bank.send(sample.address, sample.opening))
  const part = Math.floor(sample.opening / 4) // several outputs: one can be spent while the others stay
  for (const sats of [part, part, part, sample.opening - 3 * part]) await bank.send(sample.address, sats)
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
