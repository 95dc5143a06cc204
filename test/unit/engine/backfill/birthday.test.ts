import { expect, it } from 'vitest'
import { blockBelow, firstPossibleHeight } from '../../../../electron/engine/backfill/birthday.ts'
import { blockHash } from '../../../../shared/chain.ts'

const NEVER = new AbortController().signal
const hashAt = (height: number) => blockHash(height.toString(16).padStart(64, '0'))
const chain = { hashesFrom: async (height: number) => (height <= 500 ? [hashAt(height)] : []) }
const best = { height: 500, hash: hashAt(500) }

it.each([
  ['p2pkh', 0],
  ['p2sh', 173_805],
  ['p2wpkh', 481_824],
  ['p2wsh', 481_824],
  ['p2tr', 709_632],
  ['witness', 481_824],
] as const)(
  'begins with the block whose rules first knew %s on mainnet, and with genesis elsewhere',
  (type, height) => {
    expect(firstPossibleHeight('main', type)).toBe(height)
    expect(firstPossibleHeight('regtest', type)).toBe(0)
    expect(firstPossibleHeight('testnet4', type)).toBe(0)
  },
)

it('reads above the block before the first one asked for, genesis at the lowest and the tip at the highest', async () => {
  expect(await blockBelow(chain, 100, best, NEVER)).toEqual({ height: 99, hash: hashAt(99) })
  expect(await blockBelow(chain, 0, best, NEVER)).toEqual({ height: 0, hash: hashAt(0) })
  expect(await blockBelow(chain, 9_999, best, NEVER)).toEqual(best)
})
