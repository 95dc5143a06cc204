import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrate } from '../../../electron/store/migrate.ts'
import { MIGRATIONS } from '../../../electron/store/migrations/index.ts'
import { openStore } from '../../../electron/store/open-store.ts'
import { connect } from '../../../electron/store/sqlite.ts'
import { CROSS_CHECK_REASONS, type CrossCheck } from '../../../shared/cross-check.ts'
import { hashOf, openWorld, out, tempDir } from './world.ts'

const at = { height: 100, hash: hashOf('100') }
const between = ['ledger', 'provider:b'] as const

/** One that has all there is in it. */
const FULL: CrossCheck = {
  address: 'address 1',
  checkedAt: 5_000,
  outcome: 'disagree',
  reason: null,
  block: at,
  compared: ['ledger', 'provider:b'],
  basis: 'outputs',
  statements: [
    { source: 'ledger', voice: 'ledger', at, confirmed: 7, outputs: 1 },
    { source: 'provider:b', voice: 'blockcypher', at, confirmed: 0, outputs: null },
  ],
  silent: CROSS_CHECK_REASONS.map((reason) => ({ source: 'provider:c', reason, message: 'why' })),
  differences: [
    {
      kind: 'outputs',
      at,
      between,
      only: [
        { outputs: [{ ...out('x', 3), value: 7 }], count: 1 },
        { outputs: [], count: 0 },
      ],
    },
    { kind: 'sums', at, between, confirmed: [7, 0] },
  ],
}
const NOTHING: CrossCheck = {
  ...FULL,
  outcome: 'not_comparable',
  reason: 'one_voice',
  block: null,
  compared: [],
  basis: null,
  statements: [],
  silent: [],
  differences: [],
}

describe('the newest cross-check of a script', () => {
  it('comes back as it was written, one a script', async () => {
    const world = openWorld()
    const [a = -1, b = -1, c = -1] = await world.watch(1, 2, 3)
    await world.sources.saveCrossCheck(a, FULL)
    await world.sources.saveCrossCheck(b, NOTHING)
    expect(world.sources.crossChecks([a, b, c])).toEqual(
      new Map([
        [a, FULL],
        [b, NOTHING],
      ]),
    )
    const later = { ...NOTHING, checkedAt: 6_000 }
    await world.sources.saveCrossCheck(a, later)
    await world.sources.saveCrossCheck(a, FULL) // one that took longer
    expect(world.sources.crossChecks([a]).get(a)).toEqual(later)
    expect(world.sources.crossCheckedAt([a, b, c])).toEqual(
      new Map([
        [a, 6_000],
        [b, 5_000],
      ]),
    )
  })

  it('goes with its script, and is not written for one that is gone', async () => {
    const world = openWorld()
    const [a = -1] = await world.watch(1)
    await world.sources.saveCrossCheck(a, FULL)
    await world.portfolio.remove(world.portfolio.list().map(({ id }) => id))
    await world.sources.saveCrossCheck(a, FULL)
    expect(world.sources.crossChecks([a])).toEqual(new Map())
    const [again = -1] = await world.watch(1)
    expect(world.sources.crossCheckedAt([again])).toEqual(new Map())
  })
})

describe('a database of schema version 2', () => {
  it('keeps its entries, and none of them was cross-checked', async () => {
    const root = tempDir()
    const options = { root, network: 'regtest', access: 'own', purpose: 'a test' } as const
    const clock = { now: () => 5_000 }
    openStore({ ...options, file: 'ledger.sqlite', clock }).close()
    const db = connect(join(root, 'regtest', 'old.sqlite'), { readOnly: false, waitMs: 0 })
    migrate(db, MIGRATIONS.slice(0, 2))
    db.exec(`INSERT INTO script VALUES (7, x'51', 'address 7');
      INSERT INTO watch VALUES (3, 'address', 'address 7', 'p2wpkh', '', '', 1, 0);
      INSERT INTO watch_script VALUES (3, 7)`)
    db.close()
    const store = openStore({ ...options, file: 'old.sqlite', clock })
    onTestFinished(() => store.close())
    expect(store.portfolio.scriptsOf().map(({ scriptId }) => scriptId)).toEqual([7])
    expect(store.sources.crossChecks([7])).toEqual(new Map())
    await store.sources.saveCrossCheck(7, FULL)
    expect(store.sources.crossChecks([7]).get(7)).toEqual(FULL)
  })
})
