import { expect, it } from 'vitest'
import { GONE, SETTLED } from '../../../electron/store/claims.ts'
import { NEXT_MEMBERS } from '../../../electron/store/history-reads.ts'
import { HELD_ABOVE_CURSOR, HELD_BY_ALL, HELD_BY_SOME } from '../../../electron/store/ledger-sums.ts'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { isOutputOf } from '../../../electron/store/output-id.ts'
import { openWorld } from './world.ts'

async function planOf(sql: string, bound: Record<string, unknown> | readonly unknown[]): Promise<string> {
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

it('sums what is held from the index alone, for all scripts and for some', async () => {
  const all = await planOf(HELD_BY_ALL, {})
  expect(all).toBe('SCAN o USING INDEX output_script') // in order, and `held` lies in it
  const some = await planOf(HELD_BY_SOME, { ids: '[1]' })
  expect(some).toContain('SEARCH o USING INDEX output_script (script=? AND held>?)')
  const above = await planOf(HELD_ABOVE_CURSOR, { height: 5 })
  expect(above).toContain('SEARCH t USING COVERING INDEX tx_height (height>?)')
})

it('finds what hangs on a deleted block by indexes, whatever the size of the ledger', async () => {
  const plan = await planOf('DELETE FROM block WHERE height > @height', { height: 5 })
  expect(plan).toContain('SEARCH block USING INTEGER PRIMARY KEY (rowid>?)')
  expect(plan).toContain('SEARCH output USING COVERING INDEX output_gone (gone=?)')
  expect(plan).toContain('SEARCH tx USING COVERING INDEX tx_height (height=?)')
  // What the trigger of a transaction that loses its block does; a plan does not look into triggers.
  const outputs = await planOf(
    `UPDATE output SET height = NULL WHERE ${isOutputOf('@tx', 'id')} AND height IS NOT NULL`,
    {
      tx: 1,
    },
  )
  expect(outputs).toBe('SEARCH output USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)')
  const spent = await planOf(
    `UPDATE output SET spent = NULL
     WHERE spent = @tx AND id IN (SELECT output FROM spend WHERE tx = @tx)`,
    { tx: 1 },
  )
  expect(spent).toContain('SEARCH output USING INTEGER PRIMARY KEY (rowid=?)')
  expect(spent).toContain('SEARCH spend USING PRIMARY KEY (tx=?)')
})

it('looks for what nobody expects to be taken any more among payments that were seen, whatever the size of the ledger', async () => {
  for (const sql of [SETTLED, GONE]) {
    const plan = await planOf(sql, [1, 1])
    expect(plan).toContain('SEARCH n USING COVERING INDEX claim_tx (tx>?)')
    expect(plan).toContain('SEARCH t USING INTEGER PRIMARY KEY (rowid=?)')
  }
})

it('loads what a history is read for in pieces, none of which goes through all of it', async () => {
  const plan = await planOf(NEXT_MEMBERS, { group: 1, target: 5, above: 7 })
  expect(plan).toContain('SEARCH h USING COVERING INDEX history_grp (grp=? AND target_height=? AND rowid>?)')
  expect(plan).not.toContain('TEMP B-TREE')
})
