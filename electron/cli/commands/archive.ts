import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { UsageError } from '../usage-error.ts'
import { watchesNamed } from '../watches-named.ts'

/** `archive <address>... [--undo]`: out of sight and back. All of them or, when one is not watched, none. */
export const archiveCommand: Command = {
  access: () => 'own',
  follow: false,
  asksNobody: () => true,
  check({ args }) {
    if (args.length === 0) throw new UsageError('Name at least one address to archive.')
  },
  async run({ args, request, values, output }) {
    const { watchIds, missing } = watchesNamed(await request('portfolio.list', {}), args)
    if (missing.length > 0) {
      output.say(`Not watched: argument ${missing.join(', ')}. Nothing was changed.`)
      return EXIT.usage
    }
    const archived = values.undo !== true
    const result = await request('portfolio.archive', { watchIds, archived })
    if (values.json) output.json(result)
    else output.out(`${archived ? 'archived' : 'brought back'} ${result.changed}`)
    return EXIT.ok
  },
}
