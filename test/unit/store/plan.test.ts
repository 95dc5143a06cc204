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
  expect(all).toContain('USING COVERING INDEX output_script')
  expect(all).not.toContain('TEMP B-TREE')
  const some = await planOf(
    `${SUMS_AT_CURSOR} AND o.script IN (SELECT value FROM json_each(@ids)) GROUP BY o.script`,
    { height: 5, ids: '[1]' },
  )
  expect(some).toContain(
    'SEARCH o USING COVERING INDEX output_script (script=? AND spent=? AND gone=? AND height<?)',
  )
})

it('finds what hangs on a deleted block by indexes, whatever the size of the ledger', async () => {
  const plan = await planOf('DELETE FROM block WHERE height > @height', { height: 5 })
  expect(plan).toContain('SEARCH block USING INTEGER PRIMARY KEY (rowid>?)')
  expect(plan).toContain('SEARCH output USING COVERING INDEX output_gone (gone=?)')
  expect(plan).toContain('SEARCH tx USING COVERING INDEX tx_height (height=?)')
  // What the trigger of a transaction that loses its block does; a plan does not look into triggers.
  const outputs = await planOf('UPDATE output SET height = NULL WHERE tx = @tx AND height IS NOT NULL', {
    tx: 1,
  })
  expect(outputs).toBe('SEARCH output USING INDEX sqlite_autoindex_output_1 (tx=?)')
  const spent = await planOf(
    `UPDATE output SET spent = NULL
     WHERE spent = @tx AND id IN (SELECT output FROM spend WHERE tx = @tx)`,
    { tx: 1 },
  )
  expect(spent).toContain('SEARCH output USING INTEGER PRIMARY KEY (rowid=?)')
  expect(spent).toContain('SEARCH spend USING COVERING INDEX spend_tx (tx=?)')
})
