import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
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
  const { stdout } = await promisify(execFile)(process.execPath, args)
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
