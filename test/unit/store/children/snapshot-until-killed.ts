/** Applies a large snapshot in pieces, tells of each by a letter, and waits at the end to be killed. */
import { writeSync } from 'node:fs'
import { applyInPieces } from '../../../../electron/engine/snapshot-pieces.ts'
import { openStore } from '../../../../electron/store/open-store.ts'
import { fixedSize, LARGE, largeSnapshot } from './large-snapshot.ts'

const NEVER = new AbortController().signal

const [root = ''] = process.argv.slice(2)
const store = openStore({
  root,
  network: 'regtest',
  access: 'own',
  purpose: 'a test',
  file: 'ledger.sqlite',
  clock: { now: () => 1 },
})
const update = largeSnapshot(await store.scan.scriptsWithoutSnapshot(LARGE.length, NEVER))
const tell = (): void => void writeSync(1, '.')
await applyInPieces(store.scan, update, fixedSize(60), tell, new AbortController().signal)
setInterval(() => undefined, 1_000)
