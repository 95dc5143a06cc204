/** What the packed program does not take from its surroundings: the fuses, seen from outside while it starts. */
import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { removeFolder, temporaryFolder } from '../ground/ledger-ground.ts'

/** What a start said on both streams until it ended, or was ended after a while. */
export type StartPacked = (args: readonly string[], env: Readonly<Record<string, string>>) => Promise<string>

/** How long a start is watched, ms: what it would say wrongly comes before anything else. */
const WATCHED_MS = 4_000

/** Starts `command` (with `before` its arguments) on a data folder of its own. */
export function startProgram(command: string, before: readonly string[] = []): StartPacked {
  return async (args, env) => {
    const folder = await temporaryFolder()
    onTestFinished(() => removeFolder(folder))
    const own = ['--data-dir', folder, '--network', 'regtest', '--offline']
    const child = spawn(command, [...before, ...args, ...own], { env: { ...process.env, ...env } })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said += text))
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
    await Promise.race([ended, wait(WATCHED_MS, undefined, { ref: false })])
    if (child.exitCode === null) child.kill('SIGKILL')
    await ended
    return said
  }
}

/** The stories, by their titles. */
export const PACKED_STORIES = [
  'is no Node for whoever asks it to be one',
  'loads nothing that NODE_OPTIONS names',
  'listens for no debugger',
] as const

/** A script that says that it ran, for one test. */
export async function intruder(): Promise<string> {
  const folder = await temporaryFolder()
  onTestFinished(() => removeFolder(folder))
  const file = join(folder, 'intruder.cjs')
  await writeFile(file, "process.stderr.write('the intruder ran\\n')")
  return file
}

/** Plays them with one program. */
export function packedScenario(door: string, start: StartPacked): void {
  describe(`the packed program, ${door}`, () => {
    const [asNode, options, inspect] = PACKED_STORIES

    it(asNode, async () => {
      expect(await start([await intruder()], { ELECTRON_RUN_AS_NODE: '1' })).not.toContain('intruder ran')
    })

    it(options, async () => {
      expect(await start([], { NODE_OPTIONS: `--require ${await intruder()}` })).not.toContain('intruder ran')
    })

    it(inspect, async () => {
      expect(await start(['--inspect=0'], {})).not.toContain('Debugger listening')
    })
  })
}
