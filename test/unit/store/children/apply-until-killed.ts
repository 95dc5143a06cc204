/** Applies blocks, mempool passes and rewinds without end; each block pays as many satoshis as its height. A dot a round. */
import { openStore } from '../../../../electron/store/open-store.ts'
import { blockOf, FIRST_HEIGHT, pendingOf } from './endless-chain.ts'

const [root = ''] = process.argv.slice(2)
const clock = { now: () => Date.now() }
const store = openStore({
  root,
  network: 'regtest',
  access: 'own',
  purpose: 'a child',
  file: 'ledger.sqlite',
  clock,
})
const [script] = store.portfolio.scriptsOf()
if (!script) throw new Error('nothing is watched')

for (let round = 0; ; round++) {
  process.stdout.write('.')
  const { cursor, watchVersion } = await store.scan.position()
  if (cursor === null) throw new Error('there is no cursor')
  const count = 1 + (round % 7)
  const blocks = Array.from({ length: count }, (_, i) => blockOf(cursor.height + 1 + i, script.scriptId))
  await store.scan.apply({ kind: 'connect', on: cursor, watchVersion, blocks })
  const tip = blocks.at(-1)?.header ?? cursor
  const seen = [pendingOf(tip.height, script.scriptId)]
  const evicted = await store.scan.pendingTxids()
  await store.scan.apply({ kind: 'mempool', tip, watchVersion, seen, evicted, observedAt: clock.now() })
  if (round % 5 !== 4) continue
  const height = Math.max(FIRST_HEIGHT, tip.height - 3)
  await store.scan.apply({ kind: 'rewind', to: blockOf(height, script.scriptId).header, at: clock.now() })
}
