import { EXPORT_FORMS, type ExportForm } from '../../../shared/ipc/imports.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { UsageError } from '../usage-error.ts'

/** `export [csv|json|addresses|descriptors] [--archived] [--group G]`: the portfolio on stdout, what it leaves out on stderr. */
export const exportCommand: Command = {
  access: () => 'read',
  follow: false,
  check({ args }) {
    if (args.length > 1) throw new UsageError('Name one form: csv, json, addresses or descriptors.')
    formOf(args)
  },
  async run({ args, values, request, output }) {
    const group = values.group === undefined ? {} : { group: values.group }
    const archived = values.archived === true
    const file = await request('exports.make', { form: formOf(args), archived, ...group })
    if (values.json) output.json(file)
    else output.out(file.text.replace(/\r?\n$/, ''))
    for (const line of file.left) output.say(`left out: ${line}`)
    return EXIT.ok
  },
}

function formOf([form = 'csv']: readonly string[]): ExportForm {
  const found = EXPORT_FORMS.find((each) => each === form)
  if (found === undefined) throw new UsageError('The form must be csv, json, addresses or descriptors.')
  return found
}
