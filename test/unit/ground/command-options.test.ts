import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '../../../electron/launch/project-root.ts'
import { parseCommand, SEED } from '../../ground/command-options.ts'

const USAGE = 'npm run thing -- [--count N] [--only NAME] [--seed S]'
const parse = (...argv: string[]) =>
  parseCommand(argv, USAGE, {
    count: { takes: 'whole', least: 1, fallback: 10 },
    only: { takes: 'text' },
    seed: SEED,
  })

describe('a command of the project', () => {
  it('has what it was given, and otherwise what it takes by itself', () => {
    expect(parse()).toEqual({ kind: 'options', options: { count: 10, only: undefined, seed: undefined } })
    expect(parse('--count', '3', '--only=a', '--seed', '-7')).toMatchObject({ kind: 'refused' })
    expect(parse('--count', '3', '--only=a', '--seed=-7')).toEqual({
      kind: 'options',
      options: { count: 3, only: 'a', seed: -7 },
    })
  })

  it('tells how it is used, and says in a line what it cannot take', () => {
    expect(parse('--help')).toEqual({ kind: 'help', text: `Usage: ${USAGE}` })
    for (const [argv, why] of [
      [['--count', '0'], '--count takes a whole number, 1 or more'],
      [['--count', '1.5'], '--count takes a whole number, 1 or more'],
      [['--seed', 'x'], '--seed takes a whole number'],
      [['--seed', ''], '--seed takes a whole number'],
      [['--other'], "Unknown option '--other'"],
    ] as const) {
      const { kind, text } = parse(...argv) as { kind: string; text: string }
      expect([kind, text.split('\n').length]).toEqual(['refused', 2])
      expect(text).toContain(why)
    }
  })

  it('ends with its usage instead of a stack trace', async () => {
    const run = promisify(execFile)
    const chains = join(projectRoot, 'test', 'chains', 'run.ts')
    expect((await run(process.execPath, [chains, '--help'])).stdout).toMatch(/^Usage: npm run chains/)
    const failed = await run(process.execPath, [chains, '--count', 'many']).catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 2, stdout: '' })
    expect((failed as { stderr: string }).stderr).not.toContain('    at ')
  })
})
