#!/usr/bin/env node
/**
 * The `tidemark` command. Plain JavaScript that any Node from 20 on can read: it finds a Node that is new enough,
 * has it build what is stale (said on stderr) and then run the built command line. Arguments, streams, signals and
 * the exit code pass through.
 */
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = realpathSync(fileURLToPath(new URL('../..', import.meta.url)))
const cli = join(root, 'dist', 'main', 'cli.js')

/** Whether this version string is Node 22.19 or newer: what SQLite's binding, undici and type stripping need. */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 19)
}

/** A Node that is new enough: this one, else the one installed with the project, else null. */
function findNode() {
  if (isNewEnough(process.versions.node)) return process.execPath
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const candidates = [join(root, 'node_modules', 'node', 'bin', name)]
  return candidates.find((path) => existsSync(path)) ?? null
}

/** Runs a child on our streams and gives back its exit code. `more`: signals passed on beside those that end it. */
function run(node, args, stdio, more = []) {
  const child = spawn(node, args, { stdio })
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT', ...more]) {
    process.on(signal, () => {
      // A terminal sends Ctrl+C to the child itself: passing it on would be a second one.
      if (!(signal === 'SIGINT' && onTerminal)) child.kill(signal)
    })
  }
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`tidemark: cannot start ${node}: ${error.message}\n`)
      resolve(1)
    })
    child.on('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)))
  })
}

async function main() {
  const node = findNode()
  if (node === null) {
    process.stderr.write(
      `tidemark: Node 22.19 or newer is needed, this is ${process.version}. "npm ci" in ${root} brings one along.\n`,
    )
    return 1
  }
  if (existsSync(join(root, 'vite.config.ts'))) {
    const code = await run(node, [join(root, 'electron', 'launch', 'build-if-stale.ts')], ['ignore', 2, 2])
    if (code !== 0) return code
  }
  const isService = process.argv[2] === 'serve'
  const forLinks = process.platform === 'win32' || !isService ? [] : ['SIGUSR2']
  // What runs for weeks need not keep the 134 MB that V8 comes to set aside for objects that live a moment.
  const bounds = isService ? ['--max-semi-space-size=16'] : []
  return run(
    node,
    ['--disable-warning=ExperimentalWarning', ...bounds, cli, ...process.argv.slice(2)],
    'inherit',
    forLinks,
  )
}

process.exitCode = await main()
