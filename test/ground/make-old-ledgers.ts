/** Writes the ledger of each version of the schema that has none yet. What is there is never written again. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { MIGRATIONS } from '../../electron/store/migrations/index.ts'
import { oldLedger, oldLedgerFile } from './old-ledgers.ts'

for (const { version, name } of MIGRATIONS) {
  const file = oldLedgerFile(version)
  if (existsSync(file)) continue
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, oldLedger(version))
  process.stdout.write(`schema ${version} (${name}) is now in ${file}\n`)
}
