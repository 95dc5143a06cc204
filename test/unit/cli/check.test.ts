import { describe, expect, it } from 'vitest'
import { blockHash, txid } from '../../../shared/chain.ts'
import type { LedgerCheck } from '../../../shared/ledger-check.ts'
import { run } from './run.ts'

const block = { height: 120, hash: blockHash('ab'.repeat(32)) }
const AGREES: LedgerCheck = {
  reason: 'asked',
  checkedAt: 1_700_000_000_000,
  block,
  scripts: 2,
  compared: 3,
  missing: 0,
  extra: 0,
  repaired: 0,
  differences: [],
}
const coin = { txid: txid('cd'.repeat(32)), vout: 1, address: 'bcrt1qone', height: 118 }
const DIFFERED: LedgerCheck = {
  ...AGREES,
  missing: 1,
  extra: 2,
  repaired: 3,
  differences: [
    { ...coin, kind: 'missing', value: 5_000 },
    { ...coin, kind: 'extra', value: 4_999 },
  ],
}
const answering = (check: LedgerCheck | null, problem: 'scan_running' | null = null) => ({
  'ledger.check': () => Promise.resolve({ check, problem }),
})

describe('check', () => {
  it('is exit 0 and one line where the ledger agrees with the node', async () => {
    const ran = await run(['check'], answering(AGREES))
    const line = `agrees with the node at block 120 ${block.hash}, 2 scripts, 3 outputs\n`
    expect(ran).toMatchObject({ code: 0, stdout: line, stderr: '' })
  })

  it('is exit 5 where they differed, names what did, and says how much is repaired', async () => {
    const ran = await run(['check'], answering(DIFFERED))
    expect(ran.code).toBe(5)
    expect(ran.stdout.trimEnd().split('\n')).toEqual([
      `DIFFERED from the node at block 120 ${block.hash}, 2 scripts, 3 outputs: 1 missing, 2 extra, 3 of 3 repaired`,
      `missing ${coin.txid}:1 5000 sat, block 118, bcrt1qone`,
      `extra   ${coin.txid}:1 4999 sat, block 118, bcrt1qone`,
      'and 1 more',
    ])
  })

  it('is exit 3 and says why where it could not be done, and 0 where nothing is watched', async () => {
    const stuck = await run(['check'], answering(null, 'scan_running'))
    expect(stuck).toMatchObject({ code: 3, stdout: '' })
    expect(stuck.stderr).toContain('could not be checked')
    expect(await run(['check'], answering(null))).toMatchObject({ code: 0, stderr: 'Nothing is watched.\n' })
  })
})
