/** Options of the project's own commands: `--help` tells them, and what is wrong with one is said in a line. */
import { parseArgs } from 'node:util'

/** What an option takes. Of numbers, none below `least`. */
export type OptionSpec =
  | { readonly takes: 'text' }
  | { readonly takes: 'whole' | 'number'; readonly least?: number; readonly fallback?: number }

type Specs = Readonly<Record<string, OptionSpec>>

/** A number that has a fallback is always there. */
export type OptionsOf<S extends Specs> = {
  readonly [Name in keyof S]: S[Name] extends { readonly takes: 'text' }
    ? string | undefined
    : S[Name] extends { readonly fallback: number }
      ? number
      : number | undefined
}

/** A seed: any whole number, and by default one that is drawn. */
export const SEED = { takes: 'whole' } as const

/** What a command line comes to: its options, or a text instead. */
export type Parsed<S extends Specs> =
  | { readonly kind: 'options'; readonly options: OptionsOf<S> }
  | { readonly kind: 'help' | 'refused'; readonly text: string }

/** Reads `argv`. `usage`: the command with its options, as it is typed. */
export function parseCommand<const S extends Specs>(
  argv: readonly string[],
  usage: string,
  specs: S,
): Parsed<S> {
  try {
    const names = Object.keys(specs).map((name) => [name, { type: 'string' }] as const)
    const options = { ...Object.fromEntries(names), help: { type: 'boolean', short: 'h' } as const }
    const { values } = parseArgs({ args: [...argv], options })
    if (values.help === true) return { kind: 'help', text: `Usage: ${usage}` }
    const given: Readonly<Record<string, string | boolean | undefined>> = values
    const read = Object.entries(specs).map(([name, spec]) => [name, valueOf(name, spec, given[name])])
    return { kind: 'options', options: Object.fromEntries(read) as OptionsOf<S> } // each by its own spec
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { kind: 'refused', text: `${why}\nUsage: ${usage}` }
  }
}

/** The options of the command that runs; ends the process after help (0) and after what makes no sense (2). */
export function commandOptions<const S extends Specs>(usage: string, specs: S): OptionsOf<S> {
  const parsed = parseCommand(process.argv.slice(2), usage, specs)
  if (parsed.kind === 'options') return parsed.options
  if (parsed.kind === 'help') console.log(parsed.text)
  else console.error(parsed.text)
  return process.exit(parsed.kind === 'help' ? 0 : 2)
}

function valueOf(name: string, spec: OptionSpec, given: string | boolean | undefined) {
  if (spec.takes === 'text' || typeof given !== 'string')
    return given ?? ('fallback' in spec ? spec.fallback : undefined)
  const value = Number(given)
  const isWhole = spec.takes === 'number' || Number.isSafeInteger(value)
  if (given.trim() !== '' && Number.isFinite(value) && isWhole && value >= (spec.least ?? -Infinity))
    return value
  const what = spec.takes === 'whole' ? 'a whole number' : 'a number'
  throw new RangeError(`--${name} takes ${what}${spec.least === undefined ? '' : `, ${spec.least} or more`}`)
}
