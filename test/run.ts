/**
 * `npm test`: lint, format, types, build, then the unit, regtest and end-to-end suites, all of them even when one
 * fails. Prints what it runs on, and as its very last line what all of it came to.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import Database from 'better-sqlite3'
import { buildIfStale } from '../electron/launch/build-if-stale.ts'
import { getBitcoind } from '../electron/launch/get-bitcoind.ts'
import { projectRoot } from '../electron/launch/project-root.ts'
import { findChromium } from './ground/find-chromium.ts'
import { lastLine, strictInCi, type Tally, tallyOfCheck } from './ground/tally.ts'

/** A suite that hangs is ended and fails; this is no limit on speed. */
const HANGS_AFTER_MS = 900_000

const bin = (name: string): string => join(projectRoot, 'node_modules', name)
const log = (line: string): void => console.log(line)

const CHECKS: readonly { readonly suite: string; readonly args: readonly string[] }[] = [
  { suite: 'lint', args: [bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'] },
  { suite: 'format', args: [bin('@biomejs/biome/bin/biome'), 'ci', '.'] },
  { suite: 'types', args: ['test/check-types.ts'] },
]
const PROJECTS = ['unit', 'regtest', 'e2e'] as const

async function main(): Promise<void> {
  await printVersions()
  const tallies: Tally[] = []
  for (const check of CHECKS) tallies.push(await runCheck(check.suite, check.args))
  tallies.push(await runBuild())
  for (const project of PROJECTS) tallies.push(await runProject(project))
  const counted = tallies.map((tally) => strictInCi(tally, process.env['CI'] === 'true'))
  printSummary(tallies, counted)
  process.exitCode = counted.some((tally) => tally.failed > 0) ? 1 : 0
  log(lastLine(counted))
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

async function runCheck(suite: string, args: readonly string[]): Promise<Tally> {
  log(`\n--- ${suite}`)
  const tally = tallyOfCheck(suite, (await runNode(args)) === 0)
  log(tally.failed === 0 ? `${suite}: ok` : `${suite}: FAILED`)
  return tally
}

async function runBuild(): Promise<Tally> {
  log('\n--- build')
  try {
    await buildIfStale({ log, force: true }, AbortSignal.timeout(HANGS_AFTER_MS))
    return tallyOfCheck('build', true)
  } catch (error) {
    log(`build: FAILED (${error instanceof Error ? error.message : String(error)})`)
    return tallyOfCheck('build', false)
  }
}

async function runProject(project: string): Promise<Tally> {
  log(`\n--- ${project}`)
  const folder = join(projectRoot, 'test', '.artifacts')
  const file = join(folder, `tally-${project}.json`)
  mkdirSync(folder, { recursive: true })
  rmSync(file, { force: true }) // an older run's tally must not speak for this one
  const code = await runNode(['test/ground/run-project.ts', project, file])
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

function runNode(args: readonly string[]): Promise<number | null> {
  const PATH = [bin('.bin'), process.env['PATH']].join(delimiter) // as npm sets it, also when started by hand
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    env: { ...process.env, PATH },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const timer = setTimeout(() => {
    log(`still running after ${HANGS_AFTER_MS / 60_000} minutes: ended`)
    child.kill('SIGKILL')
  }, HANGS_AFTER_MS)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => {
      clearTimeout(timer)
      resolve(code)
    })
  })
}

function printSummary(tallies: readonly Tally[], counted: readonly Tally[]): void {
  log('\n--- all suites')
  for (const [index, tally] of tallies.entries()) {
    const failed = counted[index]?.failed ?? 0
    log(
      `${tally.suite}: ${tally.passed} passed, ${failed} failed, ${counted[index]?.skipped.length ?? 0} skipped`,
    )
    for (const skip of tally.skipped) log(`  skipped: ${skip.title}${skip.reason ? ` (${skip.reason})` : ''}`)
  }
}

await main()
