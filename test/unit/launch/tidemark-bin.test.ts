/** The bin as a process: a copy of it in a small project of its own, with a stand-in for the built command line. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { projectRoot } from '../../../electron/launch/project-root.ts'

let root = ''
const bin = (): string => join(root, 'electron', 'launch', 'tidemark.mjs')

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidemark-bin-'))
  mkdirSync(join(root, 'electron', 'launch'), { recursive: true })
  mkdirSync(join(root, 'dist', 'main'), { recursive: true })
  copyFileSync(join(projectRoot, 'electron', 'launch', 'tidemark.mjs'), bin())
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function cli(code: string): void {
  writeFileSync(join(root, 'dist', 'main', 'cli.js'), code)
}

function start(path: string, args: readonly string[], stdin = ''): ChildProcess {
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin?.end(stdin)
  return child
}

async function outcome(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  const closed = once(child, 'close')
  const [out, err] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
  ])
  const [code] = (await closed) as [number | null]
  return { code, out, err }
}

test('Arguments, standard input, standard output, standard error and the exit code pass through untouched', async () => {
  cli(`process.stdout.write(JSON.stringify(process.argv.slice(2)))
       process.stderr.write('said aside')
       process.stdin.on('data', (chunk) => process.stdout.write(String(chunk)))
       process.stdin.on('end', () => process.exit(3))`)
  const result = await outcome(start(bin(), ['balance', '--json', 'a b', '--', ''], 'typed'))
  expect(result).toEqual({ code: 3, out: '["balance","--json","a b","--",""]typed', err: 'said aside' })
})

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'A %s reaches the command line, which ends in its own way',
  async (signal) => {
    cli(`process.on('${signal}', () => { console.log('ending'); process.exit(42) })
         setInterval(() => {}, 1000)
         console.log('ready')`)
    const child = start(bin(), [])
    const all = outcome(child)
    if (child.stdout) await once(child.stdout, 'data')
    child.kill(signal)
    expect(await all).toMatchObject({ code: 42 })
  },
)

test('A command line that is killed gives the exit code that shells give it', async () => {
  cli(`process.kill(process.pid, 'SIGKILL')`)
  expect(await outcome(start(bin(), []))).toMatchObject({ code: 137 })
})

test('It finds its project when it is started through a link, as package managers install it', async () => {
  cli(`console.log('found')`)
  const link = join(root, 'tidemark')
  symlinkSync(bin(), link)
  expect(await outcome(start(link, []))).toMatchObject({ code: 0, out: 'found\n' })
})

test('A stale project is built first, what that says goes to stderr, and a failed build ends it with 1', async () => {
  writeFileSync(join(root, 'vite.config.ts'), '')
  const builder = join(root, 'electron', 'launch', 'build-if-stale.ts')
  cli(`console.log('ran')`)
  writeFileSync(builder, `console.log('building')`)
  expect(await outcome(start(bin(), []))).toEqual({ code: 0, out: 'ran\n', err: 'building\n' })
  writeFileSync(builder, `console.error('broken'); process.exit(1)`)
  expect(await outcome(start(bin(), []))).toEqual({ code: 1, out: '', err: 'broken\n' })
})

test('A service keeps little memory for objects that live a moment; a single command has what V8 gives it', async () => {
  cli(`const { getHeapSpaceStatistics } = require('node:v8')
       const kept = []
       let most = 0
       for (let round = 0; round < 60; round++) {
         kept.push(Array.from({ length: 60_000 }, (_, i) => ({ i, text: 'x' + i })))
         if (kept.length > 4) kept.shift()
         const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
         most = Math.max(most, young.space_size)
       }
       console.log(most)`)
  const youngOf = async (command: string) => Number((await outcome(start(bin(), [command]))).out)
  expect(await youngOf('serve')).toBeLessThan(50e6)
  expect(await youngOf('balance')).toBeGreaterThan(60e6)
})
