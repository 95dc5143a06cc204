import { expect, it } from 'vitest'
import { SUMS_AT_CURSOR } from '../../../electron/store/ledger-sums.ts'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { openWorld } from './world.ts'

async function planOf(sql: string, bound: Record<string, unknown>): Promise<string> {
  const world = openWorld()
  await world.watch(1)
  const db = openDatabase(world.file, { readOnly: true })
  try {
    const rows = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(bound)
    return rows.map((row) => String(Object(row).detail)).join('\n')
  } finally {
    db.close()
  }
}

it('sums what is unspent from the index alone, for all scripts and for some', async () => {
  const all = await planOf(`${SUMS_AT_CURSOR} GROUP BY o.script`, { height: 5 })
  expect(all).toContain('USING COVERING INDEX output_unspent')
  expect(all).not.toContain('TEMP B-TREE')
  const some = await planOf(
    `${SUMS_AT_CURSOR} AND o.script IN (SELECT value FROM json_each(@ids)) GROUP BY o.script`,
    { height: 5, ids: '[1]' },
  )
  expect(some).toContain(
    'SEARCH o USING COVERING INDEX output_unspent (script=? AND spent=? AND gone=? AND height<?)',
  )
})

it('finds what hangs on a deleted block by indexes, whatever the size of the ledger', async () => {
  const plan = await planOf('DELETE FROM block WHERE height > @height', { height: 5 })
  expect(plan).toContain('SEARCH block USING INTEGER PRIMARY KEY (rowid>?)')
  const cascade = await planOf('DELETE FROM tx_block WHERE tx = @tx', { tx: 1 })
  for (const found of [
    'output USING COVERING INDEX output_gone (gone=?)',
    'output USING COVERING INDEX output_height (height=?)',
    'tx_block USING COVERING INDEX tx_block_height (height=?)',
  ])
    expect(plan).toContain(`SEARCH ${found}`)
  expect(cascade).toContain('SEARCH output USING COVERING INDEX output_spent (spent=?)')
})
