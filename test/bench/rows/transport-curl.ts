/** transport.curl: our transport against curl, four connections each, the same REST blocks. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LEAST_ROUNDS, measurePair } from '../measure.ts'
import { download, withBitcoind } from '../own-node.ts'
import type { BenchGround, Pair, RowDefinition } from '../types.ts'

/** The blocks are read this often in a row, so that the start of curl's process weighs little. */
const TIMES = 3

/** Megabytes a second, so higher is better. */
const transportCurl: RowDefinition = {
  id: 'transport.curl',
  what: 'REST blocks by our transport | curl --parallel-max 4 of the same, dropped',
  unit: 'MB/s',
  better: 'higher',
  target: 0.9,
  measure,
}

/** The row, or none and a printed reason where the system has no curl. */
export function transportCurlRows(log: (line: string) => void): readonly RowDefinition[] {
  const { error, status } = spawnSync('curl', ['--version'], { stdio: 'ignore', timeout: 10_000 })
  if (!error && status === 0) return [transportCurl]
  log(`transport.curl is skipped: ${error?.message ?? 'curl does not start'}. Install curl to measure it.`)
  return []
}

async function measure(ground: BenchGround, signal: AbortSignal): Promise<Pair> {
  const { node, chain } = await ground.chain()
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-bench-'))
  try {
    return await withBitcoind(
      node,
      async (own) => {
        const once = await own.chain.hashesFrom(chain.from + 1, chain.to - chain.from, signal)
        const hashes = Array.from({ length: TIMES }, () => once).flat()
        const config = join(folder, 'curl.conf')
        await writeFile(config, hashes.map((hash) => urlOf(node.url, hash)).join(''))
        const bytes = await download(own, hashes, signal)
        const speed = async (read: () => Promise<unknown>): Promise<number> => {
          const started = performance.now()
          await read()
          return bytes / 1_000 / (performance.now() - started)
        }
        return measurePair(
          {
            ours: () => speed(() => download(own, hashes, signal)),
            peer: () => speed(() => curl(config, signal)),
            rounds: LEAST_ROUNDS,
            log: ground.log,
          },
          signal,
        )
      },
      signal,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function urlOf(base: string, hash: string): string {
  return `url = "${base}/rest/block/${hash}.bin"\noutput = "/dev/null"\n`
}

/** Fails where a block was not read: a fast error page is no figure. */
function curl(config: string, signal: AbortSignal): Promise<void> {
  const args = ['--silent', '--fail', '--parallel', '--parallel-max', '4', '--config', config]
  const child = spawn('curl', args, { stdio: 'ignore', signal })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`curl ended with ${code}`))))
  })
}
