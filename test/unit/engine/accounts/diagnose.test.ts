import { describe, expect, it } from 'vitest'
import type { ParsedAccount } from '../../../../electron/engine/accounts/account-key.ts'
import { deriveScripts } from '../../../../electron/engine/accounts/derive-scripts.ts'
import { createInlineDeriver } from '../../../../electron/engine/accounts/deriver.ts'
import { diagnose, type PlacedCoin } from '../../../../electron/engine/accounts/diagnose.ts'
import { parseEntry } from '../../../../electron/engine/accounts/parse-entry.ts'
import { placeCoins } from '../../../../electron/services/place-coins.ts'
import { blockHash, txid } from '../../../../shared/chain.ts'

const ZPUB =
  'zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs'
const entry = parseEntry(ZPUB, 'main')
if (entry.kind !== 'account') throw new Error(entry.kind)
const account: ParsedAccount = entry.account
const at = { height: 7, hash: blockHash('aa'.repeat(32)) }
const coin = (index: number, watched = true, chain = 0): PlacedCoin => ({
  account,
  chain,
  index,
  sats: 1_000,
  at,
  watched,
})
const gap = (indices: readonly number[], gapLimit: number) => {
  const [found] = diagnose(
    [account],
    indices.map((index) => coin(index)),
    () => null,
    gapLimit,
  ).findings
  return [found?.pastGap.coins, found?.neededGapLimit]
}

describe('coins past a gap', () => {
  it.each([
    [[0], 20, [0, 1]],
    [[19], 20, [0, 20]],
    [[20], 20, [1, 21]],
    [[0, 20], 20, [0, 20]],
    [[0, 21, 22], 20, [2, 21]],
    [[22, 0, 21, 0], 20, [2, 21]],
    [[5, 100, 101, 102], 100, [0, 95]],
  ] as const)('at %j with a gap limit of %i are %j', (indices, limit, expected) => {
    expect(gap(indices, limit)).toEqual(expected)
  })
})

describe('what to do', () => {
  it('is nothing where all coins are watched', () => {
    expect(diagnose([account], [coin(500)], () => null, 20).fixes).toEqual([])
  })

  it('is to add an account that is not watched, wide enough for all of its chains', () => {
    expect(diagnose([account], [coin(0), coin(50, false, 1)], () => null, 20).fixes).toEqual([
      {
        kind: 'add',
        descriptor: account.descriptor,
        scriptType: 'p2wpkh',
        gapLimit: 51,
        coins: 1,
        sats: 1_000,
      },
    ])
  })

  it('is to widen an account that is watched, and never to narrow it', () => {
    const fixes = (gapLimit: number) =>
      diagnose([account], [coin(3), coin(300, false)], () => ({ watchId: 9, gapLimit }), 20).fixes
    expect(fixes(20)).toEqual([{ kind: 'widen', watchId: 9, gapLimit: 297, coins: 1, sats: 1_000 }])
    expect(fixes(500)).toEqual([{ kind: 'widen', watchId: 9, gapLimit: 500, coins: 1, sats: 1_000 }])
  })
})

describe('a coin that the node found', () => {
  const chains = account.chains.map((descriptor, chain) => ({ account, descriptor, chain }))
  const ground = {
    network: 'main',
    deriver: createInlineDeriver(),
    chains,
    range: 60,
    watched: new Set<string>(),
  } as const
  const output = (index: number, described: string) => {
    const [script] = deriveScripts(account.chains[1] ?? '', 'main', index, 1)
    const scriptPubKey = Buffer.from(script?.scriptPubKey ?? []).toString('hex')
    return { txid: txid('bb'.repeat(32)), vout: 0, scriptPubKey, value: 5, coinbase: false, at, described }
  }
  const { signal } = new AbortController()

  it('is placed by what the node says of it, or without', async () => {
    for (const described of ['wpkh([d34db33f/1/42]02ab)#xxxxxxxx', '', 'wpkh([d34db33f/1/41]02ab)'])
      expect(await placeCoins(ground, [output(42, described)], signal)).toMatchObject([
        { chain: 1, index: 42, sats: 5, watched: false },
      ])
  })

  it('is not believed where nothing that was asked for leads to it', async () => {
    await expect(placeCoins(ground, [output(60, 'wpkh([d34db33f/1/60]02ab)')], signal)).rejects.toMatchObject(
      {
        problem: 'fault',
      },
    )
  })
})
