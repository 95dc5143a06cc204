/**
 * `npm test`: lint, format, types, build, and the unit, regtest and end-to-end suites, all of them even when one fails.
 * What waits runs beside what computes, each line with the name of its suite before it. Prints what it runs on, and as its
 * very last line what all of it came to.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { buildIfStale } from '../electron/launch/build-if-stale.ts'
import { getBitcoind } from '../electron/launch/get-bitcoind.ts'
import { projectRoot } from '../electron/launch/project-root.ts'
import { findChromium } from './ground/find-chromium.ts'
import { runChild } from './ground/run-child.ts'
import { makeRunPlace, type RunPlace } from './ground/run-place.ts'
import { lastLine, linesOf, strictInCi, type Tally, tallyOfCheck } from './ground/tally.ts'

const BUILD_HANGS_AFTER_MS = 600_000
const BUILT_CLI = join(projectRoot, 'dist', 'main', 'cli.js')

const bin = (name: string): string => join(projectRoot, 'node_modules', name)
const log = (line: string): void => console.log(line)
const logOf = (suite: string) => (line: string) => log(line === '' ? '' : `[${suite}] ${line}`)

interface Check {
  readonly suite: string
  readonly args: readonly string[]
}

const CHECKS: readonly Check[] = [
  { suite: 'lint', args: [bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'] },
  { suite: 'format', args: [bin('@biomejs/biome/bin/biome'), 'ci', '.'] },
  { suite: 'types', args: ['test/check-types.ts'] },
]

async function main(): Promise<void> {
  await printVersions()
  const tallies = await runAll(makeRunPlace())
  const counted = tallies.map((tally) => strictInCi(tally, process.env['CI'] === 'true'))
  printSummary(counted)
  process.exitCode = counted.some((tally) => tally.failed > 0) ? 1 : 0
  log(lastLine(counted))
}

/** Checks and unit tests compute, nodes and browsers wait: two lines of work beside each other keep two cores busy. */
async function runAll(place: RunPlace): Promise<readonly Tally[]> {
  const build = runBuild()
  /** Command lines that tests start are the built one, which starts faster than its sources. */
  const env = async (): Promise<RunPlace['env']> =>
    (await build).failed > 0 ? place.env : { ...place.env, TIDEMARK_CLI: BUILT_CLI }
  const [computed, waited] = await Promise.all([
    inTurn([
      ...CHECKS.map((check) => () => runCheck(check, place)),
      async () => runProject('unit', await env()),
      async () => runProject('regtest', await env()),
    ]),
    inTurn([() => build, async () => runProject('e2e', await env())]),
  ])
  return [...computed, ...waited]
}

async function inTurn(tasks: readonly (() => Promise<Tally>)[]): Promise<readonly Tally[]> {
  const tallies: Tally[] = []
  for (const task of tasks) tallies.push(await task())
  return tallies
}

/** Getting bitcoind and Chromium here means that the suites find them; what is missing they say themselves. */
async function printVersions(): Promise<void> {
  log(`Node ${process.version}, SQLite ${sqliteVersion()}`)
  const bitcoind = await getBitcoind({ log, download: true })
  log(bitcoind.kind === 'found' ? `bitcoind ${bitcoind.version}` : `no bitcoind: ${bitcoind.reason}`)
  const chromium = await findChromium({ install: true, log }, AbortSignal.timeout(300_000))
  log(chromium.kind === 'found' ? chromium.version : `no Chromium: ${chromium.reason}`)
}

function sqliteVersion(): string {
  try {
    const row = new Database(':memory:').prepare('SELECT sqlite_version() AS version').get()
    return (row as { version: string }).version // the one column that was asked for
  } catch (error) {
    return `does not load (${error instanceof Error ? error.message : String(error)})`
  }
}

async function runCheck({ suite, args }: Check, { env }: RunPlace): Promise<Tally> {
  const tally = tallyOfCheck(suite, (await runChild({ args, env, log: logOf(suite) })) === 0)
  logOf(suite)(tally.failed === 0 ? 'ok' : 'FAILED')
  return tally
}

async function runBuild(): Promise<Tally> {
  const log = logOf('build')
  try {
    await buildIfStale({ log, force: true }, AbortSignal.timeout(BUILD_HANGS_AFTER_MS))
    log('ok')
    return tallyOfCheck('build', true)
  } catch (error) {
    log(`FAILED (${error instanceof Error ? error.message : String(error)})`)
    return tallyOfCheck('build', false)
  }
}

async function runProject(project: string, env: RunPlace['env']): Promise<Tally> {
  const folder = join(projectRoot, 'test', '.artifacts')
  const file = join(folder, `tally-${project}.json`)
  mkdirSync(folder, { recursive: true })
  rmSync(file, { force: true }) // an older run's tally must not speak for this one
  const args = ['test/ground/run-project.ts', project, file]
  const code = await runChild({ args, env, log: logOf(project) })
  const tally = readTally(project, file)
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally
}

function readTally(suite: string, file: string): Tally {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Tally // written by our own reporter just before
  } catch {
    return tallyOfCheck(suite, false) // the run ended before it could count
  }
}

function printSummary(tallies: readonly Tally[]): void {
  log('\n--- all suites')
  for (const tally of tallies) for (const line of linesOf(tally)) log(line)
}

await main()
