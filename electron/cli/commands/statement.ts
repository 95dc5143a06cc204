import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { fiatOption } from '../fiat-text.ts'
import { pastOption, zoneOption } from '../past-option.ts'
import { refreshFirst } from '../refresh-first.ts'
import { scopeNamed } from '../scope-named.ts'
import { UsageError } from '../usage-error.ts'

/**
 * `statement [entry...|group] --from HEIGHT|DATE --to HEIGHT|DATE [--format csv|json] [--zone ZONE] [--fiat EUR] [--refresh]`: opening
 * balance, rows, closing balance, totals and what is complete of it, on stdout. Exits 4 where a balance is not known.
 */
export const statementCommand: Command = {
  access: ({ refresh }) => (refresh ? 'own' : 'read'),
  follow: false,
  check: ({ values }) => {
    if (pastOption('from', values, 'first') === null || pastOption('to', values) === null)
      throw new UsageError('A statement needs --from and --to: the first and the last block or day.')
    formatOf(values.format, values.json)
    fiatOption(values)
    zoneOption(values)
  },
  async run(context) {
    const { values, request, output } = context
    const [from, to] = [pastOption('from', values, 'first'), pastOption('to', values)]
    if (from === null || to === null) throw new UsageError('A statement needs --from and --to.')
    const of = await scopeNamed(context)
    await refreshFirst(context)
    const format = formatOf(values.format, values.json)
    const fiat = fiatOption(values)
    const { statement, text } = await request('statement.make', {
      of,
      from,
      to,
      format,
      zone: zoneOption(values),
      ...(fiat === null ? {} : { fiat }),
    })
    output.out(text.replace(/\r?\n$/, format === 'csv' ? '\r' : ''))
    const { opening, closing, addsUp } = statement
    if (addsUp === false) output.say('The rows do not add up: some script was not read to the end.')
    return opening.balance === null || closing.balance === null ? EXIT.unknown : EXIT.ok
  },
}

function formatOf(text: string | undefined, json: boolean | undefined): 'csv' | 'json' {
  if (text === undefined) return json === true ? 'json' : 'csv'
  if (text === 'csv' || text === 'json') return text
  throw new UsageError('--format must be csv or json.')
}
