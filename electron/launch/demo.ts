/**
 * `npm start -- --demo`: the app on a chain of its own. It needs no node and no server of anybody: a real bitcoind
 * in regtest mode, in a temporary folder, with a private data folder beside it. Both go when it ends.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareDemoGround } from './demo/demo-ground.ts'
import type { LiveSample } from './demo/samples.ts'
import { runTraffic } from './demo/traffic.ts'
import { getBitcoind } from './get-bitcoind.ts'
import { cliArgs, type OpenOptions, openApp } from './open-app.ts'
import { type RegtestNode, startRegtestNode } from './regtest-node.ts'
import { runChild } from './run-child.ts'

/** Ms between two events on the demo's chain; a block comes with every third. */
const TICK_MS = 2_500

const BROUGHT_ALONG = [
  '--data-dir',
  '--network',
  '--node',
  '--node-cookie',
  '--node-user',
  '--node-password-file',
]

/** Runs the demo until the app ends; gives back the exit code: 1 without a bitcoind, 2 on a wrong option. */
export async function runDemo(open: OpenOptions, signal: AbortSignal): Promise<number> {
  const clash = open.args.find((argument) => BROUGHT_ALONG.includes(argument.split('=')[0] ?? ''))
  if (clash !== undefined) {
    open.log(`The demo brings its own node, network and data folder: leave ${clash} out.`)
    return 2
  }
  const binary = await getBitcoind({ log: open.log, download: true, signal })
  if (binary.kind === 'missing') {
    open.log(`The demo needs a bitcoind. ${binary.reason}`)
    return 1
  }
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-demo-'))
  try {
    const nodeDir = join(folder, 'node')
    await mkdir(nodeDir)
    open.log(`Starting a regtest network of its own (bitcoind ${binary.version}) ...`)
    const node = await startRegtestNode(binary, { dir: nodeDir })
    try {
      return await showDemo(open, node, folder, signal)
    } finally {
      await node.stop()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function showDemo(
  open: OpenOptions,
  node: RegtestNode,
  folder: string,
  signal: AbortSignal,
): Promise<number> {
  const ground = await prepareDemoGround(node, signal)
  const own = ['--data-dir', join(folder, 'data'), '--network', 'regtest']
  const file = join(folder, 'demo.json')
  await writeFile(file, portfolioOf(ground.samples))
  const code = await runChild(
    process.execPath,
    cliArgs(open.root, ['import', file, '--apply', ...own]),
    { quiet: true },
    signal,
  )
  signal.throwIfAborted()
  if (code !== 0) throw new Error(`The demo could not add its addresses (exit code ${code}).`)
  const ended = new AbortController()
  const traffic = runTraffic(
    { ground, tickMs: TICK_MS, log: open.log },
    AbortSignal.any([signal, ended.signal]),
  )
  try {
    const args = [...own, '--node', node.url, '--node-cookie', node.cookieFile, ...open.args]
    return await openApp({ ...open, args }, signal)
  } finally {
    ended.abort()
    await traffic
  }
}

/** The samples as a file that the app imports through its own door, all at once, with all of their past. */
function portfolioOf(samples: readonly LiveSample[]): string {
  const entries = samples.map(({ address, label, group }) => ({ text: address, label, group, birthday: '0' }))
  return JSON.stringify({ format: 'tidemark-portfolio', entries })
}
