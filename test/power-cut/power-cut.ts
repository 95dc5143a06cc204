/** Cuts the power of a process that writes a ledger, at random places of what it did, and looks at what is left. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../electron/store/open-database.ts'
import { openStore } from '../../electron/store/open-store.ts'
import { createReadModels } from '../../electron/store/read-models.ts'
import type { Chance } from '../ground/provider-ground.ts'
import { brokenReferences } from '../torture/soundness.ts'
import { blockOf, expectedValues, FIRST_HEIGHT } from '../unit/store/children/endless-chain.ts'
import { writeImage } from './images.ts'
import { traceNode } from './trace.ts'

const CHILD = join(import.meta.dirname, 'child.ts')

/** How the images fared. */
export interface PowerCuts {
  readonly images: number
  /** Images in which writes were lost or torn. */
  readonly damaged: number
  /** What was wrong, a line an image. */
  readonly problems: readonly string[]
}

export interface PowerCutOptions {
  readonly images: number
  readonly rounds: number
  readonly synchronous: 'full' | 'off'
  readonly chance: Chance
}

/** Traces one run of the writer and judges that many images of it. */
export async function cutPower({ images, rounds, synchronous, chance }: PowerCutOptions): Promise<PowerCuts> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'tidemark-power-')))
  try {
    const { folder, revision } = await emptyLedger(join(root, 'data'))
    const start = filesIn(folder)
    const acks = join(root, 'acks')
    const args = [CHILD, folder, acks, String(rounds), synchronous]
    const ops = await traceNode(args, folder, acks, join(root, 'trace'))
    const problems: string[] = []
    let damaged = 0
    for (let n = 0; n < images; n++) {
      const image = join(root, 'image')
      rmSync(image, { recursive: true, force: true })
      const cut = 1 + chance.below(ops.length)
      const { acknowledged, unsynced, survived } = writeImage(ops, cut, start, chance, image)
      if (survived < unsynced) damaged += 1
      const problem = problemOf(image, acknowledged ?? revision)
      if (problem !== null) problems.push(`cut ${cut} of ${ops.length}: ${problem}`)
    }
    return { images, damaged, problems }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** A ledger with one script and its snapshot, closed. */
async function emptyLedger(root: string): Promise<{ readonly folder: string; readonly revision: number }> {
  const clock = { now: () => 1 }
  const options = {
    root,
    network: 'regtest',
    access: 'own',
    purpose: 'a test',
    file: 'ledger.sqlite',
  } as const
  mkdirSync(root, { recursive: true })
  const store = openStore({ ...options, clock })
  const entry = { text: 'a', scriptPubKey: Uint8Array.of(0, 1, 2), scriptType: 'p2wpkh' } as const
  await store.portfolio.add([entry])
  const [script] = store.portfolio.scriptsOf()
  const { header } = blockOf(FIRST_HEIGHT, script?.scriptId ?? -1)
  const { revision } = await store.scan.apply({
    kind: 'snapshot',
    at: header,
    headers: [header],
    scripts: [script?.scriptId ?? -1],
    outputs: [],
    outputHeaders: [],
    observedAt: 1,
  })
  const { dataDir } = store
  store.close()
  return { folder: dataDir, revision }
}

function filesIn(folder: string): ReadonlyMap<string, Buffer> {
  const names = readdirSync(folder).filter((name) => name.startsWith('ledger.sqlite'))
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]))
}

/** Opens what is left as the app would; null where it is whole and has all that was acknowledged. */
function problemOf(folder: string, acknowledged: number): string | null {
  try {
    const db = openDatabase(join(folder, 'ledger.sqlite'), { readOnly: false })
    try {
      const integrity = String(db.pragma('integrity_check', { simple: true }))
      if (integrity !== 'ok') return integrity.split('\n', 1)[0] ?? 'not sound'
      if (brokenReferences(db).length > 0) return 'rows without their parents'
      const models = createReadModels(db)
      const revision = models.revision()
      if (revision < acknowledged) return `revision ${revision}, and ${acknowledged} was said to be kept`
      if (revision > acknowledged + 1) return `revision ${revision} out of nowhere after ${acknowledged}`
      const height = models.cursor()?.height ?? -1
      const values = models.allUnspent().map(({ value }) => value)
      const wanted = expectedValues(height)
      const same = values.toSorted((a, b) => a - b).join() === wanted.join()
      return same ? null : `the rows are not those of the cursor's block ${height}`
    } finally {
      db.close()
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
