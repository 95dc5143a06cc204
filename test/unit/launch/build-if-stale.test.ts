import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildIfStale } from '../../../electron/launch/build-if-stale.ts'
import { projectRoot } from '../../../electron/launch/project-root.ts'

const signal = new AbortController().signal
let root = ''
let builds = 0
let lines: string[] = []

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidemark-build-'))
  mkdirSync(join(root, 'electron', 'deep'), { recursive: true })
  writeFileSync(join(root, 'electron', 'deep', 'a.ts'), 'one')
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
  builds = 0
  lines = []
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function fill(outDir: string): void {
  mkdirSync(join(outDir, 'main'), { recursive: true })
  writeFileSync(join(outDir, 'main', 'cli.js'), readFileSync(join(root, 'electron', 'deep', 'a.ts')))
}

const run = (force = false) =>
  buildIfStale(
    {
      root,
      force,
      log: (line) => void lines.push(line),
      build: async (outDir) => {
        builds += 1
        fill(outDir)
      },
    },
    signal,
  )
const built = (): string => readFileSync(join(root, 'dist', 'main', 'cli.js'), 'utf8')

test('The first run builds, says so, and the second run has nothing to do', async () => {
  expect(await run()).toBe('built')
  expect(built()).toBe('one')
  expect(await run()).toBe('fresh')
  expect(builds).toBe(1)
  expect(lines).toEqual(['Building Tidemark (first run) ...'])
})

test('A changed, an added, a renamed and a removed source each make the build stale', async () => {
  await run()
  const deep = join(root, 'electron', 'deep')
  writeFileSync(join(deep, 'a.ts'), 'two')
  expect(await run()).toBe('built')
  writeFileSync(join(deep, 'b.ts'), 'x')
  expect(await run()).toBe('built')
  rmSync(join(deep, 'b.ts'))
  writeFileSync(join(deep, 'c.ts'), 'x')
  expect(await run()).toBe('built')
  rmSync(join(deep, 'c.ts'))
  expect(await run()).toBe('built')
  expect(built()).toBe('two')
})

test('A checkout that only touches the times of files builds nothing, and an older content with a new time does', async () => {
  await run()
  const file = join(root, 'electron', 'deep', 'a.ts')
  utimesSync(file, new Date(), new Date(Date.now() + 60_000))
  expect(await run()).toBe('fresh')
  writeFileSync(file, 'older')
  utimesSync(file, new Date(0), new Date(0))
  expect(await run()).toBe('built')
})

test('A build that fails keeps the build that was there and leaves no folder behind', async () => {
  await run()
  writeFileSync(join(root, 'electron', 'deep', 'a.ts'), 'broken')
  const failing = buildIfStale(
    {
      root,
      log: () => undefined,
      build: async (outDir) => {
        fill(outDir)
        throw new Error('no')
      },
    },
    signal,
  )
  await expect(failing).rejects.toThrow('no')
  expect(built()).toBe('one')
  expect(readdirSync(root).filter((name) => name.startsWith('dist'))).toEqual(['dist'])
})

test('A source that changes during the build makes the result stale', async () => {
  const file = join(root, 'electron', 'deep', 'a.ts')
  await buildIfStale(
    {
      root,
      log: () => undefined,
      build: async (outDir) => {
        fill(outDir)
        writeFileSync(file, 'changed meanwhile')
      },
    },
    signal,
  )
  expect(await run()).toBe('built')
  expect(built()).toBe('changed meanwhile')
})

test('A folder of a build that was killed is removed, one of a living process is not', async () => {
  const dead = spawn(process.execPath, ['-e', ''])
  await once(dead, 'exit')
  mkdirSync(join(root, `dist-${dead.pid}`))
  mkdirSync(join(root, `dist-old-${dead.pid}`))
  mkdirSync(join(root, `dist-${process.ppid}`))
  mkdirSync(join(root, 'dist-notes'))
  await run()
  const left = readdirSync(root).filter((name) => name.startsWith('dist'))
  expect(left.sort()).toEqual(['dist', `dist-${process.ppid}`, 'dist-notes'].sort())
})

test('Several builders at once all succeed, and whoever reads dist only ever sees a whole build', async () => {
  const script = join(root, 'build.ts')
  const module = join(projectRoot, 'electron', 'launch', 'build-if-stale.ts')
  writeFileSync(
    script,
    `import { mkdirSync, writeFileSync } from 'node:fs'
     import { buildIfStale } from ${JSON.stringify(module)}
     const build = async (out) => {
       mkdirSync(out + '/main', { recursive: true })
       for (let n = 0; n < 40; n++) {
         writeFileSync(out + '/main/part' + n, 'x')
         if (n === 20) await new Promise((resolve) => setTimeout(resolve, 10))
       }
       writeFileSync(out + '/main/cli.js', 'done')
     }
     for (let n = 0; n < 15; n++)
       await buildIfStale({ root: ${JSON.stringify(root)}, force: true, log() {}, build }, new AbortController().signal)`,
  )
  const children = [1, 2, 3].map(() =>
    spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'] }),
  )
  const running = new Set(children)
  const codes = children.map(async (child) => {
    const [code] = (await once(child, 'exit')) as [number | null]
    running.delete(child)
    return code
  })
  let seen = 0
  while (running.size > 0) {
    const parts = partsOf(join(root, 'dist', 'main'))
    if (parts !== null) seen += 1
    // An odd reading may be an old folder being removed under our hands; a half-built one lasts.
    const again = (): boolean => [null, 41].includes(partsOf(join(root, 'dist', 'main')))
    if (parts !== 41 && parts !== null) expect([1, 2, 3, 4].some(again), `${parts} of 41`).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  expect(await Promise.all(codes)).toEqual([0, 0, 0])
  expect(seen).toBeGreaterThan(10)
  expect(partsOf(join(root, 'dist', 'main'))).toBe(41)
  expect(readdirSync(root).filter((name) => name.startsWith('dist'))).toEqual(['dist'])
})

function partsOf(folder: string): number | null {
  return existsSync(folder) ? readdirOrNone(folder) : null
}

function readdirOrNone(folder: string): number | null {
  try {
    return readdirSync(folder).length
  } catch {
    return null // swapped between the two calls
  }
}
