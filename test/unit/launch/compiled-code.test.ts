import { execFile } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'

const MODULE = join(import.meta.dirname, '../../../electron/compiled-code.ts')

/** A process that keeps compiled code of a file under `root`, and says where. */
async function start(root: string, file: string): Promise<string> {
  const script = `const { keepCompiledCode } = await import(${JSON.stringify(MODULE)})
    const code = keepCompiledCode(${JSON.stringify(file)}, ${JSON.stringify(root)})
    await import(${JSON.stringify(file)})
    code?.keep()
    process.stdout.write(String(code?.dir))`
  const args = ['--input-type=module', '-e', script]
  const { NODE_COMPILE_CACHE: _, ...env } = process.env // or it would be kept there
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  return stdout
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'tidemark-compiled-'))
  onTestFinished(() => rmSync(made, { recursive: true }))
  return made
}

describe('compiled code', () => {
  it('is kept for the build that was started, for its owner alone, and what other builds left is forgotten', async () => {
    const root = folder()
    const file = join(root, 'built.mjs')
    writeFileSync(file, 'export const sum = (a, b) => a + b\n')
    const left = join(root, 'compiled', 'another-build')
    mkdirSync(left, { recursive: true })
    const dir = await start(root, file)
    expect(readdirSync(dir, { recursive: true }).length).toBeGreaterThan(1)
    expect(statSync(dir).mode & 0o077).toBe(0)
    expect(existsSync(left)).toBe(false)
  })

  it('of all files that one build starts lies in one place: none of them takes the code of another for left behind', async () => {
    const root = folder()
    const [door, thread] = [join(root, 'door.mjs'), join(root, 'thread.mjs')]
    writeFileSync(door, 'export const sum = (a, b) => a + b\n')
    writeFileSync(thread, 'export const one = 1\n')
    utimesSync(thread, 1, 1) // written a little later, or unpacked without its time
    const dir = await start(root, door)
    const kept = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    expect(await start(root, thread)).toBe(dir)
    expect(readdirSync(dir, { recursive: true, encoding: 'utf8' })).toEqual(expect.arrayContaining(kept))
    writeFileSync(join(root, 'chunk-2.mjs'), '')
    expect(await start(root, door)).not.toBe(dir)
    expect(existsSync(dir)).toBe(false)
  })

  it('that is removed while the app runs costs time at the next start, and nothing else', async () => {
    const root = folder()
    const file = join(root, 'built.mjs')
    const gone = JSON.stringify(join(root, 'compiled'))
    writeFileSync(file, `import { rmSync } from 'node:fs'\nrmSync(${gone}, { recursive: true })\n`)
    expect(await start(root, file)).toContain('compiled')
  })

  it('is not kept where its folder cannot be made, nor of sources, and the start goes on', async () => {
    const root = folder()
    const file = join(root, 'built.mjs')
    writeFileSync(file, 'export const one = 1\n')
    writeFileSync(join(root, 'taken'), '')
    expect(await start(join(root, 'taken'), file)).toBe('undefined')
    const source = join(root, 'source.ts')
    writeFileSync(source, 'export const one: number = 1\n')
    expect(await start(root, source)).toBe('undefined')
    expect(existsSync(join(root, 'compiled'))).toBe(false)
  })
})
