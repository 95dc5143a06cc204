/** Removes an entry, or goes on with what is left of one; tells of each turn by a letter, and waits at the end to be killed. */
import { writeSync } from 'node:fs'
import { openStore } from '../../../../electron/store/open-store.ts'

const [root = '', watch] = process.argv.slice(2)
const store = openStore({
  root,
  network: 'regtest',
  access: 'own',
  purpose: 'a test',
  file: 'ledger.sqlite',
  clock: { now: () => 1 },
})
if (watch !== undefined) await store.portfolio.remove([Number(watch)])
for (;;) {
  await store.scan.pendingTxids() // a turn of the same lane: there is a piece between two of them
  writeSync(1, '.')
}
