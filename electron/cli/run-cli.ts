import type { CliDeps } from './command.ts'
import { createOutput } from './output.ts'
import { runCommandLine } from './run-command.ts'

/** Runs one command line and returns its exit code, after all output was taken. Never rejects. */
export async function runCli(argv: readonly string[], deps: CliDeps): Promise<number> {
  const output = createOutput(deps.stdout, deps.stderr)
  const code = await runCommandLine(argv, deps, output)
  await output.flushed()
  return code
}
