/** Runs one vitest project and writes its tally: `node run-project.ts PROJECT FILE`. Started by test/run.ts. */
import { startVitest } from 'vitest/node'
import { createTallyReporter } from './tally-reporter.ts'

const [project, file] = process.argv.slice(2)
if (project === undefined || file === undefined) throw new Error('usage: run-project.ts PROJECT FILE')

const vitest = await startVitest('test', [], {
  project: [project],
  watch: false,
  passWithNoTests: false,
  reporters: ['default', createTallyReporter(project, file)],
})
await vitest.close()
