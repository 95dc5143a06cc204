import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openStore } from '../../../electron/store/open-store.ts'
import { connect } from '../../../electron/store/sqlite.ts'
import { tempDir } from '../store/world.ts'

const VERSION_1 = readFileSync(
  fileURLToPath(new URL('../store/fixtures/ledger-0001.sql', import.meta.url)),
  'utf8',
)

function openOld() {
  const root = tempDir()
  const options = { root, network: 'regtest', access: 'own', purpose: 'a test' } as const
  openStore({ ...options, file: 'new.sqlite', clock: Date }).close()
  const db = connect(join(root, 'regtest', 'old.sqlite'), { readOnly: false, waitMs: 0 })
  db.exec(VERSION_1)
  db.close()
  const store = openStore({ ...options, file: 'old.sqlite', clock: Date })
  onTestFinished(() => store.close())
  return store
}

describe('a ledger from before labels had a table', () => {
  it('keeps the label of each entry, as the BIP-329 label of its address', () => {
    const { portfolio, labels } = openOld()
    expect(portfolio.list().map(({ text, label, group }) => [text, label, group])).toEqual([
      ['address 1', 'rent', 'family'],
      ['address 2', '', ''],
      ['address 4', '', ''],
    ])
    expect(labels.page(0, 9)).toMatchObject([{ type: 'addr', ref: 'address 1', label: 'rent' }])
  })

  it('finds them by the search at once', () => {
    const { search } = openOld()
    const everywhere = { from: 0, to: Number.MAX_SAFE_INTEGER }
    expect(search.labelsWith({ match: '"rent"', likes: [] }, everywhere, 9)).toMatchObject([
      { ref: 'address 1' },
    ])
  })
})
