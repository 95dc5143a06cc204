/**
 * `npm run bench -- [--only ID,...] [--json FILE] [--blocks DIR]`: measures each row against its peer in one run on
 * one machine and prints a table. It reports and does not judge: the exit code is 1 only when it could not run.
 */
import { writeFileSync } from 'node:fs'
import { type BitcoindBinary, getBitcoind } from '../../electron/launch/get-bitcoind.ts'
import { interruptSignal } from '../../electron/launch/interrupt.ts'
import { type RegtestNode, startRegtestNode } from '../../electron/launch/regtest-node.ts'
import { type ChainOptions, DEFAULT_CHAIN, mineBenchChain } from './chain.ts'
import { describeMachine } from './machine.ts'
import { type BenchOptions, parseBenchOptions } from './options.ts'
import { tableOf } from './report.ts'
import { ROWS } from './rows/index.ts'
import { type BenchGround, type Row, toRow } from './types.ts'

const USAGE = 'Usage: npm run bench -- [--only ID,...] [--json FILE] [--blocks DIR]'
const log = (line: string): void => void process.stderr.write(`${line}\n`)

async function main(signal: AbortSignal): Promise<number> {
  if (process.argv.includes('--help')) {
    process.stdout.write(`${USAGE}\nRows: ${ROWS.map((row) => row.id).join(', ')}\n`)
    return 0
  }
  const options = parseBenchOptions(
    process.argv.slice(2),
    process.env,
    ROWS.map((row) => row.id),
  )
  const binary = await getBitcoind({ log, download: true, signal })
  if (binary.kind === 'missing') {
    log(`The benchmark needs a bitcoind. ${binary.reason}`)
    return 1
  }
  const machine = describeMachine(binary.version)
  const rows = await measureAll(options, binary, signal)
  process.stdout.write(`${JSON.stringify(machine)}\n${tableOf(rows)}\n`)
  if (options.json !== null) writeFileSync(options.json, `${JSON.stringify({ machine, rows }, null, 2)}\n`)
  return 0
}

async function measureAll(
  options: BenchOptions,
  binary: BitcoindBinary,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const ground = createGround(options, binary)
  try {
    const rows: Row[] = []
    for (const row of ROWS) {
      if (options.only !== null && !options.only.includes(row.id)) continue
      log(`${row.id}: ${row.what}`)
      rows.push(toRow(row, await row.measure(ground, signal)))
    }
    return rows
  } finally {
    await ground.close()
  }
}

/** Starts each node with the first row that wants it. */
function createGround(
  options: BenchOptions,
  binary: BitcoindBinary,
): BenchGround & { close(): Promise<void> } {
  const nodes: RegtestNode[] = []
  const made = new Map<ChainOptions, ReturnType<BenchGround['chain']>>()
  const make = async (wanted: ChainOptions) => {
    log(`Mining ${wanted.blocks} blocks of ${wanted.blockBytes / 1000} kB ...`)
    const node = await startRegtestNode(binary, { extraArgs: ['-dbcache=500', '-rpcthreads=8'] })
    nodes.push(node)
    return { node, chain: await mineBenchChain(node, wanted) }
  }
  const cleaning: (() => Promise<void>)[] = []
  return {
    log,
    atEnd: (clean) => void cleaning.push(clean),
    blocksDir: options.blocks,
    chain: (wanted = DEFAULT_CHAIN) => {
      const chain = made.get(wanted) ?? make(wanted)
      made.set(wanted, chain)
      return chain
    },
    close: async () => {
      for (const clean of cleaning) await clean()
      for (const node of nodes) await node.stop()
    },
  }
}

process.exitCode = await main(interruptSignal()).catch((error: unknown) => {
  log(error instanceof Error ? error.message : String(error))
  return 1
})
