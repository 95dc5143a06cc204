/** Who spends an output is found whether its row names the spender or not. */
import { expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { isUnmarkedOf, rivalsOf, spendersOf } from '../../../electron/store/spenders.ts'
import { brokenReferences } from '../../torture/soundness.ts'
import { coin, openWorld, out, testChain, tx } from './world.ts'

const chain = testChain()
const branch = chain.fork('b', 101)

async function funded() {
  const world = openWorld()
  const [a = -1, b = -1] = await world.watch(1, 2)
  await world.snapshot(chain, 100, [a, b], [coin('funds', a, 1_000, 90)])
  const db = openDatabase(world.file, { readOnly: true })
  onTestFinished(() => void db.close())
  const rows = (sql: string): unknown[] => db.prepare(sql).pluck().all()
  const spends = () => db.prepare('SELECT marked FROM spend ORDER BY tx').pluck().all()
  return { world, a, b, db, rows, spends }
}

const spend = (name: string, to: number) => tx(name, { pays: [[to, 990]], spends: [out('funds')] })

it('leads from an output to all that ever spent it, over reorganisations and rivals in the mempool', async () => {
  const { world, b, db, rows, spends } = await funded()
  const fundsId = rows('SELECT id FROM output WHERE value = 1000')[0]
  const spenders = () => rows(`SELECT t.txid FROM tx t WHERE t.id IN (${spendersOf(String(fundsId))})`).length
  await world.connect(chain, 102, { 102: [spend('first', b)] })
  expect([spends(), spenders()]).toEqual([[1], 1])
  await world.rewind(chain.ref(101))
  expect([spends(), spenders()]).toEqual([[0], 1])
  await world.connect(branch, 102, { 102: [spend('second', b)] })
  expect([spends(), spenders()]).toEqual([[0, 1], 2])
  await world.mempool(branch.ref(102), [spend('third', b)])
  expect([spends(), spenders()]).toEqual([[0, 1, 0], 3])
  expect(rows(`SELECT count(*) FROM (${rivalsOf('(SELECT max(id) FROM tx)')})`)).toEqual([3])
  await world.rewind(branch.ref(101))
  expect([spends(), spenders()]).toEqual([[0, 0, 0], 3])
  await world.connect(chain, 102, { 102: [spend('first', b)] }) // known before: found by the index, too
  expect([spends(), spenders()]).toEqual([[0, 0, 0], 3])
  expect(brokenReferences(db)).toEqual([])
})

it('takes every spend of an output along when it goes', async () => {
  const { world, b, db, rows } = await funded()
  await world.connect(chain, 102, { 102: [spend('first', b)] })
  await world.rewind(chain.ref(101))
  await world.connect(branch, 102, { 102: [spend('second', b)] })
  const watches = world.portfolio.scriptsOf().map(({ watchId }) => watchId)
  await world.portfolio.remove(watches.slice(0, 1))
  expect(rows('SELECT count(*) FROM spend')).toEqual([0])
  expect(brokenReferences(db)).toEqual([])
})

it('asks no more than the index of spends that are not named, and an output row', async () => {
  const { db } = await funded()
  const plan = (sql: string) =>
    db
      .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => detail)
      .join('; ')
  expect(plan(`SELECT s.tx FROM spend s WHERE ${isUnmarkedOf('7', 's')}`)).toBe(
    'SEARCH s USING COVERING INDEX spend_unmarked (output=?)',
  )
  for (const sql of [spendersOf('7'), rivalsOf('7')]) expect(plan(sql)).not.toContain('SCAN')
})
