/** Runs one vitest project and writes its tally: `node run-project.ts PROJECT FILE`. Started by test/run.ts. */
import { BaseSequencer, startVitest, type TestSpecification } from 'vitest/node'
import { createTallyReporter } from './tally-reporter.ts'

/** Files that take longest. Begun first, they leave no worker idle at the end; a fresh checkout has no memory of its own. */
const LONG: readonly string[] = [
  'e2e/loopback',
  'e2e/stand-in',
  'e2e/stand-in-shell',
  'e2e/every-screen',
  'e2e/dialogs',
  'e2e/window',
  'regtest/providers/esplora-history-regtest',
  'regtest/providers/all-adapters',
  'regtest/scan/kill',
  'regtest/history/backfill',
  'regtest/history/moving-chain',
  'regtest/accounts/random-wallet',
  'unit/cli/api-key',
  'unit/store/property',
  'unit/scan-worker/scan-core',
]

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => placeOf(one) - placeOf(other))
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONG.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`))
  return place < 0 ? LONG.length : place
}

const [project, file] = process.argv.slice(2)
if (project === undefined || file === undefined) throw new Error('usage: run-project.ts PROJECT FILE')

const vitest = await startVitest('test', [], {
  project: [project],
  watch: false,
  passWithNoTests: false,
  reporters: ['default', createTallyReporter(project, file)],
  sequence: { sequencer: LongFirst },
})
await vitest.close()
