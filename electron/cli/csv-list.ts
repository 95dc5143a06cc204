/** `--format csv [--fiat EUR]`: a whole list as a table for spreadsheets. */
import type { ListWanted } from '../../shared/ipc/lists.ts'
import type { CommandContext } from './command.ts'
import { fiatOption } from './fiat-text.ts'
import type { OptionValues } from './option-spec.ts'
import { zoneOption } from './past-option.ts'
import { UsageError } from './usage-error.ts'

/** Whether it is asked for. Throws a UsageError for another format, and for what makes no sense beside it. */
export function csvOption(values: OptionValues): boolean {
  const isFiat = fiatOption(values) !== null
  if (values.format === undefined) {
    if (isFiat) throw new UsageError('--fiat adds columns to a table: add --format csv.')
    return false
  }
  if (values.format !== 'csv') throw new UsageError('--format must be csv.')
  if (values.json === true) throw new UsageError('--format csv and --json exclude each other.')
  if (values.limit !== undefined || values.before !== undefined)
    throw new UsageError('--format csv prints the whole list: leave out --limit and --before.')
  return true
}

/** What is said of a list: below it for people, on stderr beside a table, which holds nothing but its rows. */
export function tellBeside({ values, output }: CommandContext, lines: readonly string[]): void {
  for (const line of lines)
    if (values.format === undefined) output.out(line)
    else output.say(line)
}

/** Prints all rows of the list. */
export async function printCsv({ values, request, output }: CommandContext, list: ListWanted): Promise<void> {
  const fiat = fiatOption(values)
  const { text } = await request('lists.export', {
    list,
    zone: zoneOption(values),
    ...(fiat === null ? {} : { fiat }),
  })
  output.out(text.replace(/\r?\n$/, '\r'))
}
