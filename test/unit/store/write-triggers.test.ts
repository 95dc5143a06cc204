/** Blocks say themselves what they change; right behind them everything else is noticed again, whoever writes it. */
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { createOutputTriggers } from '../../../electron/store/write-triggers.ts'
import { expectSound } from '../../torture/soundness.ts'
import { coin, openWorld, out, tempDir, testChain, tx, type World } from './world.ts'

const chain = testChain()
const branch = chain.fork('b', 101)

async function behindBlocks() {
  const world = openWorld()
  const [a = -1, b = -1, c = -1] = await world.watch(1, 2, 3)
  await world.snapshot(chain, 100, [a, b, c], [coin('funds', a, 1_000, 90)])
  const many = Array.from({ length: 500 }, (): [number, number] => [c, 1]) // from so many on, triggers are taken away
  await world.connect(chain, 101, { 101: [tx('pay', { pays: [[a, 5], ...many] })] })
  await world.connect(chain, 102, { 102: [tx('send', { pays: [[b, 990]], spends: [out('funds')] })] })
  return { world, a, b, c }
}

/** Causes and kinds of the journal's entries, oldest first. */
const told = ({ models }: World): readonly string[] =>
  models.journal
    .page({ kind: 'all' }, null, 100)
    .entries.map(({ cause, kind }) => `${cause} ${kind}`)
    .toReversed()

const COINS = ['snapshot confirmed', 'connect confirmed', 'connect confirmed']

/** What each block changed, as charts tell it. */
const changes = ({ models }: World): readonly number[] =>
  models.series.changes({ kind: 'all' }).changes.map(({ change }) => change)

it('tells of a transaction that the mempool shows, of its block, and of the block that is left', async () => {
  const { world, b, c } = await behindBlocks()
  const spend = tx('spend', { pays: [[c, 900]], spends: [out('send')] })
  await world.mempool(chain.ref(102), [spend])
  expect(told(world)).toEqual([...COINS, 'mempool pending'])
  await world.connect(chain, 103, { 103: [spend] })
  await world.connect(chain, 104, { 104: [tx('more', { pays: [[b, 7]] })] })
  await world.rewind(chain.ref(101))
  expectSound(world.file)
  expect(told(world).filter((one) => one.endsWith('reorged'))).toHaveLength(3)
  await world.connect(branch, 103, { 103: [spend, tx('send', { pays: [[b, 990]], spends: [out('funds')] })] })
  expectSound(world.file)
})

it('takes sums by block back where the person removes what a block had paid', async () => {
  const { world } = await behindBlocks()
  const before = changes(world)
  const [watch = -1] = world.portfolio
    .scriptsOf()
    .flatMap(({ address, watchId }) => (address === 'address 2' ? watchId : []))
  await world.portfolio.remove([watch])
  expect(changes(world)).not.toEqual(before)
})

it('notices everything behind an update that failed in the middle', async () => {
  const { world, a, b } = await behindBlocks()
  await world.mempool(chain.ref(102), [tx('known', { pays: [[a, 3]] })])
  const bad = tx('bad', { pays: [[b, -1]] })
  const blocks = { 103: [tx('known', { pays: [[a, 3]] })], 104: [bad] }
  await expect(world.connect(chain, 104, blocks)).rejects.toThrow()
  await world.mempool(chain.ref(102), [tx('late', { pays: [[b, 4]] })])
  expect(told(world)).toEqual([...COINS, 'mempool pending', 'mempool pending'])
  await world.connect(chain, 103, { 103: [tx('known', { pays: [[a, 3]] })] })
  await world.snapshot(chain, 103, [a], [coin('pay', a, 5, 101)])
  expectSound(world.file)
})

it.each([
  ['taken away', true],
  ['brought back', false],
])('has all triggers where they could be %s in part alone', (_, areThere) => {
  const db = openDatabase(join(tempDir(), 'ledger.sqlite'), { readOnly: false })
  onTestFinished(() => void db.close())
  const triggers = createOutputTriggers(db)
  const names = () => db.prepare('SELECT name FROM sqlite_temp_master ORDER BY name').pluck().all()
  const all = names()
  triggers.setThere(areThere)
  const exec = db.exec.bind(db)
  db.exec = (sql) => {
    exec(sql.slice(0, sql.search(areThere ? /;/ : /END;/) + (areThere ? 1 : 4)))
    throw new Error('no room for more')
  }
  expect(() => triggers.setThere(!areThere)).toThrow('no room')
  db.exec = exec
  expect(names()).not.toEqual(all)
  db.transaction(() => expect(names()).toEqual(all))()
})
