/** The app reads the same options as the command line, and leaves Chromium's own switches alone. */
import { homedir } from 'node:os'
import { parseArgs } from 'node:util'
import { type NamedOptions, namedOptions } from '../cli/host-options.ts'
import { GLOBAL_OPTIONS, type OptionValues } from '../cli/option-spec.ts'
import { UsageError } from '../cli/usage-error.ts'

/** Throws UsageError for a wrong value. `warn` hears about a password file that others can read. */
export function appOptions(argv: readonly string[], warn: (message: string) => void): NamedOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: GLOBAL_OPTIONS,
    allowPositionals: true, // the folder of the app, in a development run
    strict: false, // switches such as --no-sandbox are Chromium's
  })
  const around = { platform: process.platform, homeDir: homedir(), env: process.env, warn }
  return namedOptions(wellTyped(values), around)
}

/** Without `strict`, an option without its value comes as `true`: ignoring it could open another network's money. */
function wellTyped(values: Readonly<Record<string, unknown>>): OptionValues {
  const own = Object.entries(values).filter(([name]) => Object.hasOwn(GLOBAL_OPTIONS, name))
  const wrong = own.find(([name, value]) => !hasItsType(name, value))
  if (wrong) throw new UsageError(`The option --${wrong[0]} is used wrongly.`)
  return Object.fromEntries(own) // each value has the type of its option
}

function hasItsType(name: string, value: unknown): boolean {
  const { type } = GLOBAL_OPTIONS[name as keyof typeof GLOBAL_OPTIONS] // an own key, filtered by the caller
  return (Array.isArray(value) ? value : [value]).every((one) => typeof one === type)
}
