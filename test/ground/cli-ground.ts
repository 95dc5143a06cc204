/** Runs the command line as a person does: a process with arguments, its output and its exit code. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { BalanceReport } from '../../shared/reading.ts'

export interface CliRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The sources; in a whole run the built one, which starts in a fraction of the time. */
export const CLI = process.env['TIDEMARK_CLI'] ?? join(import.meta.dirname, '../../electron/cli.ts')

/** Runs `tidemark ...args` and waits for its end. */
export function runTidemark(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<CliRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** `balance --json`: the report and the exit code. */
export async function balanceJson(
  args: readonly string[],
): Promise<BalanceReport & { readonly code: number | null }> {
  const { code, stdout, stderr } = await runTidemark(['balance', '--json', ...args])
  if (stdout === '') throw new Error(`no answer (exit ${code}): ${stderr}`)
  return { ...(JSON.parse(stdout) as BalanceReport), code }
}
