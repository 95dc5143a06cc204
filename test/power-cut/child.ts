/**
 * Writes a ledger as the app does, and says after each commit which revision is kept: `node child.ts ROOT ACKS ROUNDS
 * [off]`. `off` takes SQLite's synchronous mode away, which must be found out.
 */
import { openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../electron/store/open-database.ts'
import { createScanStore, createWriteQueue } from '../../electron/store/scan-store.ts'
import { blockOf, FIRST_HEIGHT, pendingOf } from '../unit/store/children/endless-chain.ts'

const [root = '', acks = '', rounds = '0', mode = 'full'] = process.argv.slice(2)
const clock = { now: () => 1_700_000_000_000 }
const db = openDatabase(join(root, 'ledger.sqlite'), { readOnly: false })
db.pragma('wal_autocheckpoint = 60') // so that checkpoints are cut, too
if (mode !== 'full') db.pragma(`synchronous = ${mode}`)
const scan = createScanStore(db, clock, createWriteQueue())
const file = openSync(acks, 'a')
const script = Number(db.prepare('SELECT id FROM script').pluck().get())

async function apply(update: Parameters<typeof scan.apply>[0]): Promise<void> {
  const { revision } = await scan.apply(update)
  writeSync(file, `${revision}\n`)
}

for (let round = 0; round < Number(rounds); round++) {
  const { cursor, watchVersion } = await scan.position()
  if (cursor === null) throw new Error('there is no cursor')
  const blocks = Array.from({ length: 1 + (round % 7) }, (_, i) => blockOf(cursor.height + 1 + i, script))
  await apply({ kind: 'connect', on: cursor, watchVersion, blocks })
  const tip = blocks.at(-1)?.header ?? cursor
  const evicted = await scan.pendingTxids()
  const seen = [pendingOf(tip.height, script)]
  await apply({ kind: 'mempool', tip, watchVersion, seen, evicted, observedAt: clock.now() })
  if (round % 5 !== 4) continue
  const height = Math.max(FIRST_HEIGHT, tip.height - 3)
  await apply({ kind: 'rewind', to: blockOf(height, script).header, at: clock.now() })
}
db.close()
