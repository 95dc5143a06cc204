import { parseArgs } from 'node:util'

export interface BenchOptions {
  /** Row ids; null is all. */
  readonly only: readonly string[] | null
  readonly json: string | null
  readonly blocks: string | null
}

/** Parses `--only ID,... --json FILE --blocks DIR`. Throws an Error with a plain message on anything else. */
export function parseBenchOptions(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  known: readonly string[],
): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: { only: { type: 'string' }, json: { type: 'string' }, blocks: { type: 'string' } },
  })
  const only = values.only?.split(',').flatMap((name) => rowsNamed(name.trim(), known)) ?? null
  return { only, json: values.json ?? null, blocks: values.blocks ?? env['TIDEMARK_BLOCKS'] ?? null }
}

/** The row of that id, or all whose id begins with it and a dot: `kernel` is `kernel.walk`, `kernel.flat` ... */
function rowsNamed(name: string, known: readonly string[]): readonly string[] {
  const rows = known.filter((id) => id === name || id.startsWith(`${name}.`))
  if (rows.length === 0) throw new Error(`no row "${name}"; there are: ${known.join(', ')}`)
  return rows
}
