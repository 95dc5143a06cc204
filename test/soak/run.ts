/**
 * `npm run soak -- [--hours N] [--seed S]`: the built app follows a node for that long: a block every 10 s, a
 * reorganisation every 50, the node restarted every hour, 1,000 addresses, a client that stays connected. Prints how
 * memory, log file and descriptors moved. Exit 1 when a coin was wrong, the app failed, or the figures of docs/reliability.md
 * were missed.
 */
import { join } from 'node:path'
import { INTERRUPTED } from '../../electron/cli/exit-code.ts'
import { buildIfStale } from '../../electron/launch/build-if-stale.ts'
import { getBitcoind } from '../../electron/launch/get-bitcoind.ts'
import { projectRoot } from '../../electron/launch/project-root.ts'
import { commandOptions, SEED } from '../ground/command-options.ts'
import { createChance } from '../ground/provider-ground.ts'
import { type Trend, trendOf } from './samples.ts'
import { soak } from './soak.ts'

const HOUR_MS = 3_600_000
const MOST_WAL_MB = 64
const MOST_MB_AN_HOUR = 1
/** A shorter run says too little about memory to judge it. */
const JUDGED_FROM_HOURS = 4

const { hours, seed } = commandOptions('npm run soak -- [--hours N] [--seed S]', {
  hours: { takes: 'number', least: 0.01, fallback: 1 },
  seed: SEED,
})
const log = (line: string): void => console.log(line)
const binary = await getBitcoind({ log, download: true })
if (binary.kind === 'missing') throw new Error(binary.reason)
await buildIfStale({ log }, AbortSignal.timeout(600_000))
const dist = join(projectRoot, 'dist')
const chance = createChance(seed)
log(`seed ${chance.seed}`)
const ran = await soak(binary, {
  program: join(dist, 'main', 'cli.js'),
  outDir: dist,
  chance,
  forMs: hours * HOUR_MS,
  addresses: 1_000,
  blockMs: 10_000,
  reorgEvery: 50,
  restartMs: Math.min(HOUR_MS, (hours * HOUR_MS) / 3),
  compareEvery: 30,
  log,
})
const tell = (what: string, unit: string, { slope, least, most }: Trend): void =>
  log(`${what}: ${least.toFixed(1)} to ${most.toFixed(1)} ${unit}, ${slope.toFixed(2)} ${unit} an hour`)
const memory = trendOf(ran.samples, 'memoryMb')
const wal = trendOf(ran.samples, 'walMb')
const descriptors = trendOf(ran.samples, 'descriptors')
tell('memory', 'MB', memory)
tell('log file', 'MB', wal)
tell('descriptors', 'open', descriptors)
log(
  `${ran.blocks} blocks, ${ran.reorgs} reorganisations, ${ran.restarts} restarts of the node, ${ran.compared} comparisons: ${ran.wrongCoins} wrong coins, at the tip within ${Math.round(ran.slowestMs)} ms, ${ran.errors.length} errors said, exit ${ran.exitCode}`,
)
for (const line of ran.errors.slice(0, 5)) log(line)
const grows = hours >= JUDGED_FROM_HOURS && (memory.slope > MOST_MB_AN_HOUR || descriptors.slope > 1)
const failed = ran.wrongCoins > 0 || ran.exitCode !== INTERRUPTED.SIGTERM || wal.most > MOST_WAL_MB || grows
process.exitCode = failed ? 1 : 0
