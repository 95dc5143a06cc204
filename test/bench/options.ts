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
  const only = values.only?.split(',').map((id) => id.trim()) ?? null
  const unknown = only?.find((id) => !known.includes(id))
  if (unknown !== undefined) throw new Error(`no row "${unknown}"; there are: ${known.join(', ')}`)
  return { only, json: values.json ?? null, blocks: values.blocks ?? env['TIDEMARK_BLOCKS'] ?? null }
}
